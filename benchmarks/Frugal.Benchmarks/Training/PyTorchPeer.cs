using System.Diagnostics;
using System.Globalization;

namespace Frugal.Benchmarks.Training;

/// <summary>The same training in a child process with PyTorch.</summary>
internal sealed class PyTorchPeer : IDisposable
{
    private readonly Process process;

    public PyTorchPeer(string python, string network, string start, int threads, string? libraries)
    {
        string script = Path.Combine(AppContext.BaseDirectory, "peers", "pytorch_training.py");
        var arguments = new ProcessStartInfo(python) { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (string argument in (string[])[script, network, start, threads.ToString(CultureInfo.InvariantCulture)]) arguments.ArgumentList.Add(argument);
        // PyTorch's own setting does not reach a BLAS with threads of its own, which would use every processor in a run of one thread.
        foreach (string variable in (string[])["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"])
            arguments.Environment[variable] = threads.ToString(CultureInfo.InvariantCulture);
        if (libraries is not null) arguments.Environment["LD_LIBRARY_PATH"] = libraries;
        process = Process.Start(arguments)!;
        string? ready = process.StandardOutput.ReadLine();
        if (ready is null || !ready.StartsWith("ready ", StringComparison.Ordinal))
            throw new InvalidOperationException($"{python} cannot run PyTorch; install python3-torch, or name another interpreter with --python.");
        Version = ready["ready ".Length..];
    }

    /// <summary>The version of PyTorch and of the library behind its matrix products.</summary>
    public string Version { get; }

    /// <summary>Makes some steps: the loss before the last, and the seconds that each took.</summary>
    public (double Loss, double[] Seconds) Run(int count)
    {
        process.StandardInput.WriteLine(count.ToString(CultureInfo.InvariantCulture));
        process.StandardInput.Flush();
        string answer = process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("PyTorch ended early.");
        double[] numbers = [.. answer.Split(' ').Select(n => double.Parse(n, CultureInfo.InvariantCulture))];
        return (numbers[0], numbers[1..]);
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }
}
