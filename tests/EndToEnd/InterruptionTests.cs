using Xunit;

namespace Frugal.Tests.EndToEnd;

/// <summary>An interrupted training leaves no partial output, and resumed it ends with the same bytes as one that was not interrupted.</summary>
public class InterruptionTests
{
    private static readonly Lazy<byte[]> Uninterrupted = new(() =>
    {
        string path = Workshop.NewPath("whole.onnx");
        Tool.Succeed(Training(path));
        return File.ReadAllBytes(path);
    });

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 130)]
    [InlineData("KILL", 137)]
    public void Training_goes_on_bit_for_bit_after_a_signal(string signal, int code)
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("needs POSIX signals");
        string output = Workshop.NewPath("net.onnx"), checkpoint = Path.Combine(Path.ChangeExtension(output, ".work"), "training.checkpoint");

        ToolResult interrupted;
        using (RunningTool tool = Tool.Start(Training(output)))
        {
            Assert.True(tool.WaitForError("validation", times: 2));
            tool.Signal(signal);
            interrupted = tool.Wait(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(code, interrupted.ExitCode);
        Assert.False(File.Exists(output));
        Assert.True(File.Exists(checkpoint));
        if (signal != "KILL") Assert.Contains("--resume", interrupted.Errors);
        ToolResult resumed = Tool.Succeed([.. Training(output), "--resume"]);
        Assert.Contains("Going on", resumed.Errors);
        Assert.Equal(Uninterrupted.Value, File.ReadAllBytes(output));
        Assert.False(File.Exists(checkpoint));
    }

    [Fact]
    public void Compression_that_is_interrupted_writes_the_best_so_far()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("needs POSIX signals");
        string output = Workshop.NewPath("net.frugal");

        ToolResult interrupted;
        using (RunningTool tool = Tool.Start("compress", Workshop.Trained, "--data", Workshop.Data, "-o", output))
        {
            Assert.True(tool.WaitForError("[2/", times: 1));
            tool.Signal("INT");
            interrupted = tool.Wait(TimeSpan.FromMinutes(2));
        }

        Assert.Equal(130, interrupted.ExitCode);
        Assert.True(File.Exists(output));
        Tool.Succeed("eval", output, "--data", Workshop.Data);
    }

    private static string[] Training(string output) =>
        ["train", "lenet-300-100", "--data", Workshop.Data, "-o", output, "--epochs", "60", "--batch", "16", "--shift", "1", "--optimizer", "adam"];
}
