using Xunit;

namespace Frugal.Tests.EndToEnd;

/// <summary>An interrupted run leaves no partial output, and resumed it ends with the same bytes as one that was not interrupted.</summary>
public class InterruptionTests
{
    private static readonly Lazy<byte[]> Uninterrupted = new(() =>
    {
        string path = Workshop.NewPath("whole.onnx");
        Tool.Succeed(Training(path));
        return File.ReadAllBytes(path);
    });

    private static readonly Lazy<byte[]> Compressed = new(() =>
    {
        string path = Workshop.NewPath("whole.frugal");
        Tool.Succeed(Compression(path));
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

    [Theory]
    [InlineData("INT", "[2/3] pruning", 130)]
    [InlineData("KILL", "[2/3] training the control", 137)]
    [InlineData("KILL", "[2/3] pruning", 137)]
    public void Compression_goes_on_bit_for_bit_after_a_signal(string signal, string during, int code)
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("needs POSIX signals");
        string output = Workshop.NewPath("net.frugal"), work = Path.ChangeExtension(output, ".work");

        ToolResult interrupted;
        using (RunningTool tool = Tool.Start(Compression(output)))
        {
            Assert.True(tool.WaitForError(during, times: 1));
            tool.Signal(signal);
            interrupted = tool.Wait(TimeSpan.FromMinutes(2));
        }

        Assert.Equal(code, interrupted.ExitCode);
        Assert.True(Directory.Exists(work));
        Assert.Equal(signal == "INT", File.Exists(output));
        ToolResult refused = Tool.Run([.. Compression(output), "--resume", "--seed", "7"]);
        Assert.Equal(3, refused.ExitCode);
        Assert.Contains("another recipe, seed or allowance", refused.Errors);
        ToolResult resumed = Tool.Succeed([.. Compression(output), "--resume"]);
        Assert.Contains("Going on from", resumed.Errors);
        Assert.Equal(Compressed.Value, File.ReadAllBytes(output));
        Assert.False(Directory.Exists(work));
    }

    private static string[] Compression(string output) => ["compress", Workshop.Trained, "--data", Workshop.Data, "-o", output, "--max-drop", "3"];

    private static string[] Training(string output) =>
        ["train", "lenet-300-100", "--data", Workshop.Data, "-o", output, "--epochs", "60", "--batch", "16", "--shift", "1", "--optimizer", "adam"];
}
