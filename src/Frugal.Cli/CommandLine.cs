using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using Frugal.Cli.Errors;
using Frugal.Cli.Options;
using Frugal.Cli.Output;
using Frugal.Cli.Verbs;

namespace Frugal.Cli;

/// <summary>The verbs and how a command line becomes a run of one of them.</summary>
internal static class CommandLine
{
    private static readonly Verb[] Verbs =
    [
        new CompressVerb(), new OptimizeVerb(), new InspectVerb(), new VerifyVerb(), new TrainVerb(), new EvalVerb(), new RunVerb(), new BenchVerb(),
        new PackVerb(), new UnpackVerb(), new DoctorVerb(),
    ];

    /// <summary>Parses and runs; the exit code.</summary>
    public static int Run(string[] arguments, CancellationToken cancellation)
    {
        RootCommand root = Create(arguments, cancellation);
        ParseResult parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0 && parsed.Action?.ClearsParseErrors != true) return ReportUsage(parsed);
        return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
    }

    private static RootCommand Create(string[] arguments, CancellationToken cancellation)
    {
        var root = new RootCommand(
            "Cheaper neural networks, with proof: compress, run and train ONNX networks on CPUs. "
            + "Exit codes: 0 done, 1 target not met, 2 wrong usage, 3 bad input, 4 unsupported, 5 environment, 130 interrupted.");
        var examples = new Dictionary<Command, IReadOnlyList<string>>
        {
            [root] =
            [
                "frugal compress model.onnx --data mnist/ -o model.frugal --report report.html",
                "frugal COMMAND --help      options and examples of a command",
            ],
        };
        foreach (Verb verb in Verbs)
        {
            var command = new Command(verb.Name, verb.Description);
            foreach (Argument argument in verb.Arguments) command.Add(WithoutFlags(argument));
            foreach (Option option in verb.Options.Concat(OutputOptions.Everywhere)) command.Add(WithoutFlags(option));
            command.SetAction(parsed => Invoke(verb, parsed, arguments, cancellation));
            root.Add(command);
            examples[command] = verb.Examples;
        }
        HelpOption help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!, examples);
        return root;
    }

    // A mistyped flag would otherwise be taken for the value of what stands before it.
    private static Argument WithoutFlags(Argument argument)
    {
        if (argument.Validators.Count == 0) argument.Validators.Add(RefuseFlags);
        return argument;
    }

    private static Option WithoutFlags(Option option)
    {
        if (option.ValueType != typeof(bool) && option.Validators.Count == 0) option.Validators.Add(RefuseFlags);
        return option;
    }

    private static void RefuseFlags(SymbolResult result)
    {
        foreach (Token token in result.Tokens)
        {
            if (!token.Value.StartsWith("--", StringComparison.Ordinal)) continue;
            Command command = result is ArgumentResult { Parent: CommandResult parent } ? parent.Command : ((CommandResult)result.Parent!).Command;
            string meant = Spelling.Nearest(token.Value, command) is { } nearest ? $" Did you mean '{nearest}'?" : "";
            result.AddError($"There is no option '{token.Value}'.{meant}");
        }
    }

    private static int Invoke(Verb verb, ParseResult parsed, string[] arguments, CancellationToken cancellation)
    {
        Terminal terminal = Terminal.For(parsed);
        return ErrorReport.Guard(terminal, () =>
        {
            var context = new VerbContext(parsed, terminal, arguments, cancellation);
            context.ApplyThreads();
            return verb.Run(context);
        });
    }

    // The library's own words name .NET types and spread over lines.
    private static string Readable(ParseError error)
    {
        string message = error.Message;
        int type = message.IndexOf(" as expected type", StringComparison.Ordinal);
        if (type > 0) message = message[..type] + ": a number is expected.";
        return message.ReplaceLineEndings(" ").Replace("\t", "", StringComparison.Ordinal);
    }

    private static int ReportUsage(ParseResult parsed)
    {
        foreach (string message in parsed.Errors.Select(Readable).Distinct()) Console.Error.WriteLine(message);
        foreach (string token in parsed.UnmatchedTokens)
        {
            if (Spelling.Nearest(token, parsed.CommandResult.Command) is { } nearest) Console.Error.WriteLine($"Did you mean '{nearest}' instead of '{token}'?");
        }
        string verb = parsed.CommandResult.Command is RootCommand ? "" : $" {parsed.CommandResult.Command.Name}";
        Console.Error.WriteLine($"'frugal{verb} --help' shows what there is.");
        return ExitCode.Usage;
    }
}
