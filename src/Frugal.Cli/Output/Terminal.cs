using System.CommandLine;
using Frugal.Cli.Options;
using Spectre.Console;

namespace Frugal.Cli.Output;

/// <summary>
/// Where a verb writes: results to standard output, notes, progress and errors to standard error. When standard output is wanted for JSON, nothing
/// else goes there.
/// </summary>
internal sealed class Terminal
{
    private const int WidthOfFiles = 160;
    private readonly IAnsiConsole results;
    private readonly StringWriter? file;
    private readonly TextWriter output;
    private readonly ProgressLine progress;
    private readonly bool quiet;

    private Terminal(bool quiet, bool verbose, bool jsonOnly)
    {
        this.quiet = quiet;
        Verbose = verbose;
        output = jsonOnly ? TextWriter.Null : Console.Out;
        file = Console.IsOutputRedirected || jsonOnly ? new StringWriter() : null;
        results = ConsoleOn(file ?? output, redirected: file is not null);
        progress = new ProgressLine(Console.Error, interactive: !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb");
    }

    /// <summary>Whether stack traces are wanted.</summary>
    public bool Verbose { get; }

    public static Terminal For(ParseResult flags) =>
        new(flags.GetValue(OutputOptions.Quiet), flags.GetValue(OutputOptions.Verbose), flags.GetValue(OutputOptions.Json) == OutputOptions.StandardOutput);

    /// <summary>A line of the result.</summary>
    public void Result(string line)
    {
        EndProgress();
        output.WriteLine(line);
    }

    /// <summary>A table of the result.</summary>
    public void Result(ResultTable table)
    {
        EndProgress();
        results.Write(table.Render());
        if (file is null) return;
        // Tables are padded to a rectangle, which is of no use in a file.
        foreach (string line in file.ToString().TrimEnd().Split('\n')) output.WriteLine(line.TrimEnd());
        file.GetStringBuilder().Clear();
    }

    /// <summary>Something the user should know that is no result.</summary>
    public void Note(string line)
    {
        if (quiet) return;
        EndProgress();
        Console.Error.WriteLine(line);
    }

    /// <summary>Something that only those who ask for it want to know.</summary>
    public void Detail(string line)
    {
        if (Verbose) Note(line);
    }

    /// <summary>What went wrong.</summary>
    public void Error(string paragraph)
    {
        EndProgress();
        Console.Error.WriteLine(paragraph);
    }

    /// <summary>Shows how far long work is. On a terminal the line is rewritten; elsewhere a line appears when the phase changes and now and then.</summary>
    /// <param name="phase">What is being done; a new one is always shown.</param>
    /// <param name="share">How far, 0 to 1, or NaN.</param>
    /// <param name="details">What else there is to say.</param>
    public void Progress(string phase, double share, string details)
    {
        if (!quiet) progress.Show(phase, share, details);
    }

    /// <summary>Takes the progress line away.</summary>
    public void EndProgress() => progress.Clear();

    private static IAnsiConsole ConsoleOn(TextWriter writer, bool redirected)
    {
        bool plain = redirected || Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 };
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = redirected ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = plain ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Interactive = InteractionSupport.No,
        });
        if (redirected) console.Profile.Width = WidthOfFiles;
        return console;
    }
}
