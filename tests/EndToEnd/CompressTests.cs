using System.Text.Json;
using Xunit;

namespace Frugal.Tests.EndToEnd;

/// <summary>The main job on small data.</summary>
public class CompressTests
{
    private static readonly Lazy<string> Compressed = new(() =>
    {
        string output = Workshop.NewPath("net.frugal");
        Tool.Succeed("compress", Workshop.Trained, "--data", Workshop.Data, "-o", output, "-o", Path.ChangeExtension(output, ".onnx"),
            "--json", Path.ChangeExtension(output, ".json"), "--report", Path.ChangeExtension(output, ".html"), "--time-limit", "20s", "--max-drop", "3");
        return output;
    });

    [Fact]
    public void The_file_is_smaller_and_everything_asked_for_is_written()
    {
        string output = Compressed.Value;

        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(Path.ChangeExtension(output, ".json")));
        JsonElement root = json.RootElement;
        Assert.Equal(new FileInfo(output).Length, root.GetProperty("bytesAfter").GetInt64());
        Assert.Equal((784 * 300 + 300 + 300 * 100 + 100 + 100 * 10 + 10) * 4, root.GetProperty("parameterBytesBefore").GetInt64());
        Assert.True(root.GetProperty("ratio").GetDouble() > 5);
        Assert.Equal(Workshop.TestCount, root.GetProperty("tests")[0].GetProperty("count").GetInt32());
        Assert.Contains("<html", File.ReadAllText(Path.ChangeExtension(output, ".html")));
        Assert.True(File.Exists(Path.ChangeExtension(output, ".recipe.json")));
    }

    [Fact]
    public void The_unpacked_file_answers_as_the_compressed_one_does()
    {
        string unpacked = Workshop.NewPath("unpacked.onnx");
        Tool.Succeed("unpack", Compressed.Value, "-o", unpacked);

        Tool.Succeed("verify", Compressed.Value, unpacked, "--data", Workshop.Data);
        Assert.Equal(Errors(Compressed.Value), Errors(unpacked));
        Assert.Equal(Errors(Compressed.Value), Errors(Path.ChangeExtension(Compressed.Value, ".onnx")));
        if (Tool.Run("doctor", "--require", "onnxruntime").ExitCode == 0) Assert.Equal(Errors(Compressed.Value), Errors(unpacked, "--runtime", "onnxruntime"));
    }

    [Theory]
    [InlineData("1")]
    [InlineData("2")]
    public void The_resolved_recipe_gives_the_same_bytes_with_any_number_of_threads(string threads)
    {
        string recipe = Path.ChangeExtension(Compressed.Value, ".recipe.json"), again = Workshop.NewPath("again.frugal");

        Tool.Succeed("compress", Workshop.Trained, "--data", Workshop.Data, "--recipe", recipe, "-o", again, "--threads", threads);

        Assert.Equal(File.ReadAllBytes(Compressed.Value), File.ReadAllBytes(again));
        Assert.Equal(File.ReadAllText(recipe), File.ReadAllText(Path.ChangeExtension(again, ".recipe.json")));
    }

    [Fact]
    public void A_recipe_of_another_model_is_refused()
    {
        string other = Workshop.NewPath("other.onnx");
        Tool.Succeed("train", "lenet-300-100", "--data", Workshop.Data, "-o", other, "--epochs", "1");

        ToolResult result = Tool.Run("compress", other, "--data", Workshop.Data, "--recipe", Path.ChangeExtension(Compressed.Value, ".recipe.json"), "-o", Workshop.NewPath("x.frugal"));

        Assert.Equal(3, result.ExitCode);
        Assert.Contains("another model", result.Errors);
    }

    [Fact]
    public void Without_data_weights_are_shared_and_a_missed_target_ends_with_1()
    {
        string output = Workshop.NewPath("net.frugal");

        ToolResult result = Tool.Run("compress", Workshop.Trained, "-o", output, "--target", "5000x");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("5000×", result.Errors);
        Assert.Contains("No data", result.Errors);
        Assert.True(File.Exists(output));
    }

    [Fact]
    public void Data_without_labels_are_judged_by_agreement_with_the_original()
    {
        string output = Workshop.NewPath("net.frugal");

        ToolResult result = Tool.Succeed("compress", Workshop.Trained, "--data", Workshop.Unlabelled, "-o", output, "--time-limit", "5s", "--max-drop", "3");

        Assert.Contains("agreement with the original", result.Output);
        Assert.Contains("no labels", result.Errors);
    }

    [Fact]
    public void Labels_that_name_other_classes_can_be_left_aside()
    {
        ToolResult result = Tool.Succeed("compress", Workshop.Trained, "--data", Workshop.Data, "--labels", "none", "-o", Workshop.NewPath("net.frugal"), "--time-limit", "5s", "--max-drop", "3");

        Assert.Contains("agreement with the original", result.Output);
    }

    private static int Errors(string model, params string[] further)
    {
        ToolResult result = Tool.Succeed(["eval", model, "--data", Workshop.Data, "--json", "-", .. further]);
        using JsonDocument json = JsonDocument.Parse(result.Output);
        return json.RootElement.GetProperty("results")[0].GetProperty("errors").GetInt32();
    }
}
