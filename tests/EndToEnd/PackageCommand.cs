using System.Diagnostics;
using System.Text;
using Xunit;

namespace Frugal.Tests.Packages;

/// <summary>Runs a program to its end and keeps what it wrote.</summary>
/// <param name="ExitCode">How it ended.</param>
/// <param name="Output">Standard output and standard error, in the order of their lines.</param>
internal sealed record PackageCommand(int ExitCode, string Output)
{
    /// <summary>Runs a program; the calling test fails when it does not end within five minutes.</summary>
    /// <param name="folder">Where it runs.</param>
    /// <param name="environment">Variables beside those of this process.</param>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    public static PackageCommand Run(string folder, IReadOnlyDictionary<string, string> environment, string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        // A build server that outlives the command would keep its output open; settings of the test runner are not the command's.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        start.Environment["UseSharedCompilation"] = "false";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment.Remove("MSBuildSDKsPath");
        var output = new StringBuilder();
        using var process = Process.Start(start)!;
        void Keep(object sender, DataReceivedEventArgs line)
        {
            lock (output) output.AppendLine(line.Data);
        }

        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        bool ended = process.WaitForExit(TimeSpan.FromMinutes(5));
        if (ended) process.WaitForExit();
        else process.Kill(entireProcessTree: true);
        string text;
        lock (output) text = output.ToString();
        Assert.True(ended, $"{program} {string.Join(' ', arguments)} did not end within five minutes:\n{text}");
        return new PackageCommand(process.ExitCode, text);
    }

    /// <summary>Fails the calling test, with what the command wrote, unless it ended with the exit code 0.</summary>
    public PackageCommand Succeeded()
    {
        Assert.True(ExitCode == 0, $"exit code {ExitCode}:\n{Output}");
        return this;
    }
}
