using System.Runtime.InteropServices;

namespace Frugal.Cli;

/// <summary>The first Ctrl-C (or SIGTERM) asks the verb to save and end; the second ends the process at once.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly PosixSignalRegistration[] registrations;
    private int count;

    public Interruption() => registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal),
    ];

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => source.Token;

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in registrations) registration.Dispose();
        source.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        if (Interlocked.Increment(ref count) > 1) Environment.Exit(ExitCode.Interrupted);
        Console.Error.WriteLine();
        Console.Error.WriteLine("Stopping and saving; interrupt again to end at once.");
        source.Cancel();
    }
}
