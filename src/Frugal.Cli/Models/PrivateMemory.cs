using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Frugal.Cli.Errors;
using Frugal.Cli.Json;

namespace Frugal.Cli.Models;

/// <summary>How much memory a network takes in a process of its own.</summary>
internal static class PrivateMemory
{
    private const string Rollup = "/proc/self/smaps_rollup";
    private const int Runs = 5;

    /// <summary>Growth of this process's private bytes while a network is loaded and run a few times.</summary>
    /// <param name="warmUp">Brings everything into the process that is there for any network.</param>
    /// <param name="load">Loads the network; the function that it gives runs it once.</param>
    public static long GrowthOf(Action warmUp, Func<Action> load)
    {
        warmUp();
        long before = Now();
        Action run = load();
        for (int i = 0; i < Runs; i++) run();
        long after = Now();
        GC.KeepAlive(run);
        return after - before;
    }

    /// <summary>The growth in a new process of this tool: <c>bench MODEL --memory</c> with the given runtime.</summary>
    /// <exception cref="MissingPartException">The process could not be started or failed.</exception>
    public static long GrowthInNewProcess(string model, string runtime, IEnumerable<string> flags)
    {
        string program = Environment.ProcessPath ?? throw new MissingPartException("The path of this program is not known, so that it cannot be started again to measure memory.");
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(program) == "dotnet") start.ArgumentList.Add(Environment.GetCommandLineArgs()[0]);
        foreach (string argument in (string[])["bench", model, "--memory", "--runtime", runtime, "--quiet", "--json", "-", .. flags]) start.ArgumentList.Add(argument);
        using Process process = Process.Start(start) ?? throw new MissingPartException($"'{program}' cannot be started to measure memory.");
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new MissingPartException($"Memory cannot be measured with {runtime}: {errors.Result.Trim()}");
        return JsonSerializer.Deserialize(output, CliJson.Default.BenchDocument)!.Memory!.GrowthBytes;
    }

    // What no other process shares, in memory now. Elsewhere than on Linux what the system calls private.
    private static long Now()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        if (File.Exists(Rollup))
        {
            return File.ReadLines(Rollup).Where(l => l.StartsWith("Private_", StringComparison.Ordinal))
                .Sum(l => 1024 * long.Parse(l.Split(':', 2)[1].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture));
        }
        using var process = Process.GetCurrentProcess();
        return process.PrivateMemorySize64;
    }
}
