using Frugal.Cli.Output;
using Frugal.Compression;
using Frugal.Data;
using Frugal.Graphs;
using Frugal.Runtime.OnnxRuntime;
using Frugal.Training;

namespace Frugal.Cli.Errors;

/// <summary>Turns exceptions into one short paragraph and an exit code.</summary>
internal static class ErrorReport
{
    /// <summary>Runs a verb; whatever it throws is written to standard error.</summary>
    public static int Guard(Terminal terminal, Func<int> verb)
    {
        try
        {
            return verb();
        }
        catch (Exception e)
        {
            Exception error = e is AggregateException { InnerExceptions: [var only] } ? only : e;
            terminal.EndProgress();
            terminal.Error(Text(error));
            if (terminal.Verbose) terminal.Error(error.ToString());
            return CodeOf(error);
        }
    }

    private static int CodeOf(Exception error) => error switch
    {
        OperationCanceledException => ExitCode.Interrupted,
        UsageException => ExitCode.Usage,
        BadInputException or InvalidModelException or DataException or CompressionException or TrainingException => ExitCode.BadInput,
        FileNotFoundException or DirectoryNotFoundException or EndOfStreamException or InvalidDataException => ExitCode.BadInput,
        UnsupportedOperatorException => ExitCode.Unsupported,
        OnnxRuntimeException { Code: not 0 } => ExitCode.Unsupported,
        NotSupportedException and not PlatformNotSupportedException => ExitCode.Unsupported,
        _ => ExitCode.Environment,
    };

    private static string Text(Exception error) => error switch
    {
        OperationCanceledException { Message: var text } => text.StartsWith("Interrupted", StringComparison.Ordinal) ? text : "Interrupted.",
        UsageException or BadInputException or MissingPartException or InvalidModelException or DataException or CompressionException or TrainingException
            or UnsupportedOperatorException or OnnxRuntimeException or IOException or InvalidDataException or UnauthorizedAccessException
            or NotSupportedException => error.Message,
        OutOfMemoryException => "There is not enough memory. Use a smaller network, or fewer threads with --threads.",
        _ => $"{error.GetType().Name}: {error.Message} This is a defect of frugal; with --verbose it shows where.",
    };
}
