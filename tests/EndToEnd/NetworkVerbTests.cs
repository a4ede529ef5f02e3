using System.Text.Json;
using Frugal.Runtime.OnnxRuntime;
using Xunit;

namespace Frugal.Tests.EndToEnd;

/// <summary>The verbs that look at a network and run it: inspect, bench, run.</summary>
public class NetworkVerbTests
{
    [Fact]
    public void Inspect_measures_time_memory_and_machine_and_writes_a_report()
    {
        string report = Workshop.NewPath("network.html");
        JsonElement d = Json("inspect", Workshop.Trained, "--report", report, "--json", "-");
        Assert.Equal(4 * (784 + 300), d.GetProperty("activations").GetProperty("peakBytes").GetInt64());
        Assert.True(d.GetProperty("roofline").GetProperty("operationsPerSecond").GetDouble() > 0);
        JsonElement[] timed = [.. d.GetProperty("layers").EnumerateArray().Where(l => l.TryGetProperty("milliseconds", out _))];
        Assert.Equal(1, timed.Sum(l => l.GetProperty("share").GetDouble()), 6);
        Assert.Equal([300, 100], d.GetProperty("channelGroups").EnumerateArray().Select(g => g.GetProperty("channels").GetInt32()).Where(c => c is 300 or 100));
        Assert.Contains("</html>", File.ReadAllText(report), StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_without_measuring_has_counts_only()
    {
        JsonElement d = Json("inspect", Workshop.Trained, "--no-measure", "--json", "-");
        Assert.False(d.TryGetProperty("latency", out _));
        Assert.False(d.TryGetProperty("roofline", out _));
        Assert.Equal(784 * 300 + 300 * 100 + 100 * 10, d.GetProperty("multiplyAccumulates").GetInt64());
    }

    [Fact]
    public void Inspect_compares_a_network_with_its_packed_self_and_finds_nothing()
    {
        string packed = Workshop.NewPath("net.frugal");
        Tool.Succeed("pack", Workshop.Trained, "-o", packed);
        JsonElement diff = Json("inspect", Workshop.Trained, "--compare", packed, "--no-measure", "--json", "-").GetProperty("compare");
        Assert.Equal(0, diff.GetProperty("nodes").GetArrayLength());
        Assert.Equal(0, diff.GetProperty("weights").GetArrayLength());
        Assert.Equal(0, diff.GetProperty("outputs")[0].GetProperty("largestDifference").GetDouble());
    }

    [Fact]
    public void Run_expects_what_a_test_folder_holds_and_fails_where_it_is_not_so()
    {
        string model = TestFolder(out string output);
        JsonElement right = Json("run", Path.GetDirectoryName(model)!, "--json", "-", "--expect");
        Assert.True(right.GetProperty("asExpected").GetBoolean());
        Assert.Equal(2, right.GetProperty("expected").GetArrayLength());

        // The outputs of the first set are not those of the second.
        File.Copy(output, output.Replace("test_data_set_0", "test_data_set_1", StringComparison.Ordinal), overwrite: true);
        ToolResult wrong = Tool.Run("run", model, "--expect");
        Assert.Equal(1, wrong.ExitCode);
        Assert.Contains("not as expected", wrong.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_compares_with_given_files_within_the_tolerance_asked_for()
    {
        string input = Workshop.NewPath("x.npy"), output = Workshop.NewPath("y.npy");
        Frugal.Tensors.Npy.Write(input, Picture(1));
        Tool.Succeed("run", Workshop.Trained, "--input", input, "-o", output);
        Tool.Succeed("run", Workshop.Trained, "--input", input, "--expect", output, "--rtol", "0", "--atol", "0");
        string other = Workshop.NewPath("x.npy");
        Frugal.Tensors.Npy.Write(other, Picture(2));
        Assert.Equal(1, Tool.Run("run", Workshop.Trained, "--input", other, "--expect", output).ExitCode);
        Assert.Equal(0, Tool.Run("run", Workshop.Trained, "--input", other, "--expect", output, "--atol", "1e9").ExitCode);
    }

    [Fact]
    public void Run_without_expected_outputs_beside_the_model_says_so()
    {
        ToolResult result = Tool.Run("run", Workshop.Trained, "--expect");
        Assert.Equal(3, result.ExitCode);
        Assert.Contains("test_data_set_", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_names_the_likeliest_classes_of_each_sample()
    {
        string names = Workshop.NewPath("names.txt");
        File.WriteAllLines(names, Enumerable.Range(0, 10).Select(i => $"digit-{i}"));
        string images = Path.Combine(Workshop.Data, "t10k-images-idx3-ubyte");
        JsonElement[] samples = [.. Json("run", Workshop.Trained, "--data", images, "--top", "3", "--class-names", names, "--json", "-").GetProperty("samples").EnumerateArray()];
        Assert.Equal(Workshop.TestCount, samples.Length);
        int right = 0;
        for (int i = 0; i < samples.Length; i++)
        {
            JsonElement[] classes = [.. samples[i].GetProperty("classes").EnumerateArray()];
            Assert.Equal(3, classes.Length);
            double[] scores = [.. classes.Select(c => c.GetProperty("score").GetDouble())];
            Assert.Equal(scores.OrderDescending(), scores);
            Assert.InRange(scores.Sum(), 0, 1.000001);
            Assert.Equal($"digit-{classes[0].GetProperty("class").GetInt32()}", classes[0].GetProperty("name").GetString());
            if (classes[0].GetProperty("class").GetInt32() == i % 10) right++;
        }
        Assert.InRange(right, 3 * Workshop.TestCount / 4, Workshop.TestCount);
    }

    [Fact]
    public void Run_shows_the_file_name_of_a_single_image()
    {
        string image = Workshop.NewPath("one.pgm");
        File.WriteAllBytes(image, [.. "P5 28 28 255\n"u8, .. new byte[784]]);
        JsonElement sample = Assert.Single(Json("run", Workshop.Trained, "--data", image, "--json", "-").GetProperty("samples").EnumerateArray());
        Assert.EndsWith("one.pgm", sample.GetProperty("sample").GetString(), StringComparison.Ordinal);
        Assert.Equal(5, sample.GetProperty("classes").GetArrayLength());
    }

    [Fact]
    public void Bench_gives_speed_up_both_medians_and_the_parts_of_both()
    {
        RequireOnnxRuntime();
        JsonElement d = Json("bench", Workshop.Trained, "--against", "onnxruntime", "--batch", "4", "--load", "--memory", "--json", "-");
        double own = d.GetProperty("frugal").GetProperty("medianMilliseconds").GetDouble(), peer = d.GetProperty("onnxRuntime").GetProperty("medianMilliseconds").GetDouble();
        Assert.True(own > 0 && peer > 0);
        JsonElement speedup = d.GetProperty("speedup");
        Assert.InRange(speedup.GetProperty("median").GetDouble(), speedup.GetProperty("low").GetDouble(), speedup.GetProperty("high").GetDouble());
        JsonElement[] layers = [.. d.GetProperty("layers").EnumerateArray()];
        // Each of the three dense layers is found in both.
        Assert.Equal(3, layers.Count(l => l.GetProperty("operators").GetString()!.Contains("Gemm", StringComparison.Ordinal) && l.GetProperty("onnxRuntimeOperators").GetString()!.Contains("Gemm", StringComparison.Ordinal)));
        Assert.True(d.GetProperty("load").GetProperty("againstMilliseconds").GetDouble() > 0);
        Assert.True(d.GetProperty("memory").GetProperty("growthBytes").GetInt64() > 0);
        Assert.True(d.GetProperty("memory").GetProperty("againstGrowthBytes").GetInt64() > 0);
    }

    [Fact]
    public void Bench_refuses_a_batch_that_contradicts_the_tensors()
    {
        Assert.Equal(2, Tool.Run("bench", Workshop.Trained, "--batch", "0").ExitCode);
        Assert.Equal(2, Tool.Run("bench", Workshop.Trained, "--batch", "2", "--input", "x.npy").ExitCode);
    }

    private static string TestFolder(out string firstOutput)
    {
        string model = Workshop.NewPath("model.onnx");
        File.Copy(Workshop.Trained, model);
        string folder = Path.GetDirectoryName(model)!;
        for (int set = 0; set < 2; set++)
        {
            string inside = Path.Combine(folder, $"test_data_set_{set}"), input = Path.Combine(inside, "input_0.npy");
            Directory.CreateDirectory(inside);
            Frugal.Tensors.Npy.Write(input, Picture(set));
            Tool.Succeed("run", model, "--input", input, "-o", Path.Combine(inside, "output_0.pb"));
        }
        firstOutput = Path.Combine(folder, "test_data_set_0", "output_0.pb");
        return model;
    }

    private static Frugal.Tensors.DenseTensor Picture(int seed)
    {
        var picture = Frugal.Tensors.DenseTensor.Zeros(Frugal.Tensors.ElementType.Float32, new Frugal.Tensors.Shape(1, 1, 28, 28));
        new Frugal.Tensors.RandomStream((ulong)seed + 11).FillUniform(picture.Span<float>());
        return picture;
    }

    private static JsonElement Json(params string[] arguments) => JsonDocument.Parse(Tool.Succeed(arguments).Output).RootElement;

    private static void RequireOnnxRuntime()
    {
        if (!OnnxRuntimeLibrary.TryFind(out _, out string? reason)) Assert.Skip(reason);
    }
}
