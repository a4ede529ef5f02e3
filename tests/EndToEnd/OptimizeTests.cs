using System.Text.Json;
using Xunit;

namespace Frugal.Tests.EndToEnd;

/// <summary>The verb <c>optimize</c>: simpler files with the same answers, or none.</summary>
public class OptimizeTests
{
    [Fact]
    public void A_network_is_written_that_verify_finds_the_same()
    {
        string output = Workshop.NewPath("simple.onnx");

        JsonElement result = JsonDocument.Parse(Tool.Succeed("optimize", Workshop.Trained, "-o", output, "--json", "-").Output).RootElement;

        Assert.Equal("optimize", result.GetProperty("kind").GetString());
        Assert.True(result.GetProperty("same").GetBoolean());
        Assert.Equal(new FileInfo(output).Length, result.GetProperty("after").GetProperty("fileBytes").GetInt64());
        Assert.True(result.GetProperty("after").GetProperty("nodes").GetInt32() <= result.GetProperty("before").GetProperty("nodes").GetInt32());
        Assert.Contains("frugal", result.GetProperty("checks").EnumerateArray().Select(c => c.GetProperty("runtime").GetString()));
        Assert.Contains("Both answer the same", Tool.Succeed("verify", Workshop.Trained, output, "--data", Workshop.Data).Output);
    }

    [Fact]
    public void A_mobilenet_loses_its_normalisations()
    {
        string model = Workshop.NewPath("net.onnx"), output = Workshop.NewPath("simple.onnx");
        Tool.Succeed("train", "mobilenet-v1-0.25", "--data", Workshop.Data, "-o", model, "--epochs", "0.05", "--quiet");

        ToolResult result = Tool.Succeed("optimize", model, "-o", output);

        Assert.Contains("fold-batch-normalization", result.Output);
        JsonElement inspected = JsonDocument.Parse(Tool.Succeed("inspect", output, "--json", "-").Output).RootElement;
        Assert.DoesNotContain("BatchNormalization", inspected.GetProperty("operators").ToString());
    }

    [Fact]
    public void Only_the_passes_that_are_named_run()
    {
        string output = Workshop.NewPath("simple.onnx");

        JsonElement result = JsonDocument.Parse(Tool.Succeed("optimize", Workshop.Trained, "-o", output, "--passes", "flush-denormals", "--skip", "flush-denormals", "--json", "-").Output).RootElement;

        Assert.Equal(0, result.GetProperty("passes").GetArrayLength());
    }

    [Fact]
    public void An_unknown_pass_ends_with_2_and_lists_the_passes()
    {
        ToolResult result = Tool.Run("optimize", Workshop.Trained, "-o", Workshop.NewPath("x.onnx"), "--passes", "fold-everything");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("fold-everything", result.Errors);
        Assert.Contains("merge-transposes", result.Errors);
    }

    [Fact]
    public void A_network_that_nothing_here_can_run_is_refused_with_4_unless_forced()
    {
        string model = Workshop.NewPath("made-up.onnx"), output = Workshop.NewPath("x.onnx");
        File.WriteAllBytes(model, OnnxBytes.WithUnknownOperator());

        ToolResult refused = Tool.Run("optimize", model, "-o", output);
        Assert.Equal(4, refused.ExitCode);
        Assert.Contains("MadeUp", refused.Errors);
        Assert.False(File.Exists(output));

        Assert.Contains("not compared", Tool.Succeed("optimize", model, "-o", output, "--force").Errors);
        Assert.Contains("MadeUp", Tool.Succeed("inspect", output).Output);
    }

    [Fact]
    public void A_cycle_and_a_value_that_nobody_defines_end_with_3_and_say_where()
    {
        string cycle = Workshop.NewPath("cycle.onnx"), missing = Workshop.NewPath("missing.onnx"), output = Workshop.NewPath("x.onnx");
        File.WriteAllBytes(cycle, OnnxBytes.WithCycle());
        File.WriteAllBytes(missing, OnnxBytes.WithUndefinedValue());

        ToolResult round = Tool.Run("optimize", cycle, "-o", output), undefined = Tool.Run("optimize", missing, "-o", output);

        Assert.Equal(3, round.ExitCode);
        Assert.Contains("cycle", round.Errors);
        Assert.Equal(3, undefined.ExitCode);
        Assert.Contains("nowhere", undefined.Errors);
        Assert.False(File.Exists(output));
    }
}
