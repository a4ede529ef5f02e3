using System.Text.Json;
using Xunit;

namespace Frugal.Tests.EndToEnd;

/// <summary>Each verb does its work on small inputs.</summary>
public class VerbTests
{
    [Fact]
    public void Eval_counts_the_errors_of_the_trained_network_and_writes_nothing_but_json_to_standard_output()
    {
        JsonElement result = Json("eval", Workshop.Trained, "--data", Workshop.Data, "--json", "-");

        Assert.Equal("eval", result.GetProperty("kind").GetString());
        JsonElement test = Assert.Single(result.GetProperty("results").EnumerateArray());
        Assert.Equal(Workshop.TestCount, test.GetProperty("count").GetInt32());
        Assert.InRange(test.GetProperty("errors").GetInt32(), 0, Workshop.TestCount / 4);
        Assert.Equal(20, test.GetProperty("classes")[3].GetProperty("count").GetInt32());
    }

    [Fact]
    public void Eval_judges_the_samples_that_training_left_out_as_validation()
    {
        JsonElement result = Json("eval", Workshop.Trained, "--data", Workshop.Data, "--part", "validation", "--json", "-");

        Assert.Equal(Workshop.TrainCount / 12, result.GetProperty("results")[0].GetProperty("count").GetInt32());
    }

    [Fact]
    public void Eval_gives_the_same_errors_in_onnx_runtime()
    {
        RequireOnnxRuntime();

        JsonElement own = Json("eval", Workshop.Trained, "--data", Workshop.Data, "--json", "-");
        JsonElement peer = Json("eval", Workshop.Trained, "--data", Workshop.Data, "--json", "-", "--runtime", "onnxruntime");

        Assert.Equal("onnxruntime", peer.GetProperty("runtime").GetString());
        Assert.Equal(own.GetProperty("results")[0].GetProperty("errors").GetInt32(), peer.GetProperty("results")[0].GetProperty("errors").GetInt32());
    }

    [Fact]
    public void Inspect_counts_weights_and_multiply_accumulates_of_lenet()
    {
        JsonElement result = Json("inspect", Workshop.Trained, "--json", "-");

        Assert.Equal(784 * 300 + 300 + 300 * 100 + 100 + 100 * 10 + 10, result.GetProperty("parameters").GetInt64());
        Assert.Equal(784 * 300 + 300 * 100 + 100 * 10, result.GetProperty("multiplyAccumulates").GetInt64());
        Assert.Equal(0, result.GetProperty("unsupportedOperators").GetArrayLength());
    }

    [Fact]
    public void Pack_and_unpack_restore_every_weight()
    {
        string packed = Workshop.NewPath("net.frugal"), unpacked = Workshop.NewPath("net.onnx"), again = Workshop.NewPath("again.frugal");

        Tool.Succeed("pack", Workshop.Trained, "-o", packed);
        Tool.Succeed("unpack", packed, "-o", unpacked);
        Tool.Succeed("pack", unpacked, "-o", again);

        Assert.Equal(File.ReadAllBytes(packed), File.ReadAllBytes(again));
        ToolResult verified = Tool.Succeed("verify", Workshop.Trained, unpacked, "--data", Workshop.Data);
        Assert.Contains("Both answer the same", verified.Output);
    }

    [Fact]
    public void Pack_with_levels_shares_weights_without_data()
    {
        string packed = Workshop.NewPath("net.frugal");

        JsonElement result = Json("pack", Workshop.Trained, "-o", packed, "--levels", "15", "--json", "-");

        Assert.False(result.GetProperty("lossless").GetBoolean());
        Assert.InRange(new FileInfo(packed).Length, 1, new FileInfo(Workshop.Trained).Length / 6);
    }

    [Fact]
    public void Verify_finds_that_differently_trained_networks_differ()
    {
        string other = Workshop.NewPath("other.onnx");
        Tool.Succeed("train", "lenet-300-100", "--data", Workshop.Data, "-o", other, "--epochs", "0.1", "--seed", "5");

        ToolResult result = Tool.Run("verify", Workshop.Trained, other, "--data", Workshop.Data);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("do not answer the same", result.Output);
        Assert.Contains("margin", result.Output);
    }

    [Fact]
    public void Run_feeds_saved_outputs_back_as_inputs_of_the_same_shape()
    {
        string output = Workshop.NewPath("y.npz");

        ToolResult result = Tool.Succeed("run", Workshop.Trained, "--shape", "N=3", "-o", output);

        Assert.Contains("seeded", result.Errors);
        Assert.Contains("[3,10]", result.Output);
        ToolResult wrong = Tool.Run("run", Workshop.Trained, "--input", output);
        Assert.Equal(3, wrong.ExitCode);
        Assert.Contains("[3,10]", wrong.Errors);
    }

    [Fact]
    public void Bench_shows_percentiles_and_steps()
    {
        JsonElement result = Json("bench", Workshop.Trained, "--json", "-", "--threads", "1");

        JsonElement times = result.GetProperty("times");
        Assert.True(times.GetProperty("p10").GetDouble() <= times.GetProperty("median").GetDouble());
        Assert.True(times.GetProperty("median").GetDouble() <= times.GetProperty("p99").GetDouble());
        Assert.True(result.GetProperty("ratioLow").GetDouble() <= result.GetProperty("ratioHigh").GetDouble());
        Assert.NotEqual(0, result.GetProperty("profile").GetArrayLength());
    }

    [Fact]
    public void Doctor_names_the_instruction_set_in_use()
    {
        JsonElement result = Json("doctor", "--json", "-");

        Assert.Contains(result.GetProperty("parts").EnumerateArray(), p => p.GetProperty("name").GetString() == "instructions" && p.GetProperty("detail").GetString()!.Contains("in use"));
    }

    [Fact]
    public void Json_to_a_file_leaves_the_tables_on_standard_output()
    {
        string path = Workshop.NewPath("eval.json");

        ToolResult result = Tool.Succeed("eval", Workshop.Trained, "--data", Workshop.Data, "--json", path, "--quiet");

        Assert.Contains("errors", result.Output);
        Assert.Empty(result.Errors);
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(path));
        Assert.Equal(1, document.RootElement.GetProperty("version").GetInt32());
    }

    private static JsonElement Json(params string[] arguments) => JsonDocument.Parse(Tool.Succeed(arguments).Output).RootElement;

    private static void RequireOnnxRuntime()
    {
        if (Tool.Run("doctor", "--require", "onnxruntime").ExitCode != 0) Assert.Skip("needs ONNX Runtime; let FRUGAL_ONNXRUNTIME name its library file");
    }
}
