using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Frugal.Cli;

/// <summary>The usual help, with examples behind it.</summary>
internal sealed class HelpWithExamples(HelpAction usual, IReadOnlyDictionary<Command, IReadOnlyList<string>> examples) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        int code = usual.Invoke(parseResult);
        if (!examples.TryGetValue(parseResult.CommandResult.Command, out IReadOnlyList<string>? lines)) return code;
        TextWriter output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Examples:");
        foreach (string line in lines) output.WriteLine($"  {line}");
        output.WriteLine();
        return code;
    }
}
