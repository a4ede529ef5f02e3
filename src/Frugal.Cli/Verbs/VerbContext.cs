using System.CommandLine;
using System.Diagnostics;
using Frugal.Cli.Errors;
using Frugal.Cli.Options;
using Frugal.Cli.Output;
using Frugal.Kernels;

namespace Frugal.Cli.Verbs;

/// <summary>What a verb gets: the flags, where to write, and when to stop.</summary>
internal sealed class VerbContext(ParseResult flags, Terminal terminal, string[] arguments, CancellationToken cancellation)
{
    private readonly Stopwatch watch = Stopwatch.StartNew();

    public Terminal Terminal => terminal;

    public CancellationToken Cancellation => cancellation;

    public TimeSpan Elapsed => watch.Elapsed;

    /// <summary>The command line as the user would type it.</summary>
    public string Command => string.Join(' ', arguments.Select(a => a.Length == 0 || a.Contains(' ') ? $"\"{a}\"" : a).Prepend("frugal"));

    public T? Get<T>(Option<T> option) => flags.GetValue(option);

    public T Get<T>(Argument<T> argument) => flags.GetRequiredValue(argument);

    public bool Has(Option option) => flags.GetResult(option) is { Implicit: false };

    /// <summary>Lets the shared pool have as many threads as <c>--threads</c> says.</summary>
    public void ApplyThreads()
    {
        if (Get(RunOptions.Threads) is not { } threads) return;
        if (threads is < 1 or > 1024) throw new UsageException($"--threads {threads} is not possible; give 1 to 1024.");
        WorkerPool.Shared.Threads = threads;
    }
}
