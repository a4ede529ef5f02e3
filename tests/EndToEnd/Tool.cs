using System.Diagnostics;
using System.Text;

namespace Frugal.Tests.EndToEnd;

/// <summary>The built tool as a child process.</summary>
internal static class Tool
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>Runs it to its end.</summary>
    public static ToolResult Run(params string[] arguments)
    {
        using RunningTool tool = Start(arguments);
        return tool.Wait(Patience);
    }

    /// <summary>Runs it and requires exit code 0.</summary>
    public static ToolResult Succeed(params string[] arguments)
    {
        ToolResult result = Run(arguments);
        if (result.ExitCode != 0) throw new InvalidOperationException($"frugal {string.Join(' ', arguments)} ended with {result.ExitCode}:\n{result.Output}\n{result.Errors}");
        return result;
    }

    /// <summary>Starts it.</summary>
    public static RunningTool Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "frugal.exe" : "frugal"), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        return new RunningTool(Process.Start(start)!);
    }
}

/// <summary>How a run ended.</summary>
internal sealed record ToolResult(int ExitCode, string Output, string Errors);
