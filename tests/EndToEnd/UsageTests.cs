using Xunit;

namespace Frugal.Tests.EndToEnd;

/// <summary>Command lines that make no sense end with 2 before anything is read.</summary>
public class UsageTests
{
    [Theory]
    [InlineData("--frobnicate")]
    [InlineData("eval", "net.onnx", "--frobnicate", "3")]
    [InlineData("eval", "net.onnx", "--threads", "many")]
    [InlineData("eval", "net.onnx", "--data", "--scale", "1")]
    [InlineData("compress", "net.onnx")]
    [InlineData("compress", "net.onnx", "-o", "net.zip")]
    [InlineData("compress", "net.onnx", "-o", "net.frugal", "--target", "small")]
    [InlineData("compress", "net.onnx", "-o", "net.frugal", "--time-limit", "soon")]
    [InlineData("compress", "net.onnx", "-o", "net.frugal", "--for", "fame")]
    [InlineData("train", "lenet-6", "--data", "nowhere", "-o", "x.onnx")]
    [InlineData("verify", "one.onnx")]
    [InlineData("unpack", "net.frugal", "-o", "net.frugal2")]
    [InlineData("fly")]
    public void Wrong_usage_ends_with_2_and_a_hint(params string[] arguments)
    {
        ToolResult result = Tool.Run(arguments);

        Assert.Equal(2, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.NotEmpty(result.Errors);
        Assert.DoesNotContain("   at ", result.Errors);
        Assert.DoesNotContain("System.", result.Errors);
    }

    [Fact]
    public void A_mistyped_flag_names_the_right_one()
    {
        ToolResult result = Tool.Run("eval", "net.onnx", "--scael", "1");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("--scale", result.Errors);
    }

    [Fact]
    public void An_output_that_is_also_the_input_is_refused()
    {
        string copy = Workshop.NewPath("net.frugal");
        File.WriteAllBytes(copy, [1, 2, 3]);

        ToolResult result = Tool.Run("pack", copy, "-o", copy);

        Assert.Equal(2, result.ExitCode);
        Assert.Equal(3, new FileInfo(copy).Length);
    }

    [Fact]
    public void Help_of_every_verb_ends_with_0_and_shows_examples()
    {
        foreach (string verb in new[] { "compress", "inspect", "verify", "train", "eval", "run", "bench", "pack", "unpack", "doctor" })
        {
            ToolResult result = Tool.Run(verb, "--help");

            Assert.Equal(0, result.ExitCode);
            Assert.Contains($"frugal {verb}", result.Output);
            Assert.Contains("Examples:", result.Output);
        }
    }

    [Fact]
    public void The_version_is_told() => Assert.Matches(@"^\d+\.\d+\.\d+", Tool.Succeed("--version").Output);
}
