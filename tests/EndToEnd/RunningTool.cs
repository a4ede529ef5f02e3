using System.Diagnostics;
using System.Text;

namespace Frugal.Tests.EndToEnd;

/// <summary>A run of the tool that has not ended yet.</summary>
internal sealed class RunningTool : IDisposable
{
    private readonly Process process;
    private readonly StringBuilder output = new();
    private readonly StringBuilder errors = new();

    public RunningTool(Process process)
    {
        this.process = process;
        process.OutputDataReceived += (_, e) => Append(output, e.Data);
        process.ErrorDataReceived += (_, e) => Append(errors, e.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Waits until standard error has held a text so many times; false when the process ended before.</summary>
    public bool WaitForError(string text, int times)
    {
        while (!process.HasExited)
        {
            lock (errors)
            {
                if (errors.ToString().Split(text).Length > times) return true;
            }
            Thread.Sleep(5);
        }
        return false;
    }

    /// <summary>Sends a signal such as INT or KILL.</summary>
    public void Signal(string name)
    {
        using Process kill = Process.Start("kill", [$"-{name}", process.Id.ToString()]);
        kill.WaitForExit();
    }

    /// <summary>Waits for the end.</summary>
    public ToolResult Wait(TimeSpan patience)
    {
        if (!process.WaitForExit(patience))
        {
            process.Kill();
            throw new TimeoutException($"The tool did not end within {patience}:\n{Text(output)}\n{Text(errors)}");
        }
        process.WaitForExit(); // the readers too
        return new ToolResult(process.ExitCode, Text(output), Text(errors));
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill();
        process.Dispose();
    }

    private static void Append(StringBuilder into, string? line)
    {
        if (line is null) return;
        lock (into) into.Append(line).Append('\n');
    }

    private static string Text(StringBuilder from)
    {
        lock (from) return from.ToString();
    }
}
