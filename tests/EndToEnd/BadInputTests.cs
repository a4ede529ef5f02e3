using Xunit;

namespace Frugal.Tests.EndToEnd;

/// <summary>What is wrong with inputs is said in one paragraph with exit code 3, what is not supported with 4, what the machine refuses with 5.</summary>
public class BadInputTests
{
    [Fact]
    public void A_missing_model_ends_with_3()
    {
        ToolResult result = Tool.Run("inspect", "nowhere.onnx");

        Expect(result, 3, "nowhere.onnx");
    }

    [Fact]
    public void Missing_data_end_with_3() => Expect(Tool.Run("eval", Workshop.Trained, "--data", "nowhere"), 3, "nowhere");

    [Fact]
    public void A_truncated_onnx_file_ends_with_3()
    {
        string path = Workshop.NewPath("half.onnx");
        File.WriteAllBytes(path, File.ReadAllBytes(Workshop.Trained).AsSpan(0, 5000));

        Expect(Tool.Run("inspect", path), 3, "half.onnx");
    }

    [Fact]
    public void A_damaged_frugal_file_ends_with_3()
    {
        string path = Workshop.NewPath("net.frugal");
        Tool.Succeed("pack", Workshop.Trained, "-o", path);
        byte[] bytes = File.ReadAllBytes(path);
        bytes[bytes.Length / 2] ^= 4;
        File.WriteAllBytes(path, bytes);

        Expect(Tool.Run("unpack", path, "-o", path + ".onnx"), 3, "damaged");
        Assert.False(File.Exists(path + ".onnx"));
    }

    [Fact]
    public void An_unsupported_operator_ends_with_4_and_names_the_node_its_share_and_what_to_do()
    {
        string path = Workshop.NewPath("made-up.onnx");
        File.WriteAllBytes(path, OnnxBytes.WithUnknownOperator());

        ToolResult result = Tool.Run("run", path);

        Expect(result, 4, "MadeUp", "second", "17", "1 of the network's 2 nodes");
        Assert.Contains("MadeUp", Tool.Succeed("inspect", path).Output);
    }

    [Fact]
    public void Data_of_another_shape_end_with_3_and_both_shapes()
    {
        string folder = Path.GetDirectoryName(Workshop.NewPath("x"))!;
        Workshop.WriteIdx(Path.Combine(folder, "t10k-images-idx3-ubyte"), [2, 5, 7], new byte[70]);
        Workshop.WriteIdx(Path.Combine(folder, "t10k-labels-idx1-ubyte"), [2], [0, 1]);

        Expect(Tool.Run("eval", Workshop.Trained, "--data", folder), 3, "[1,5,7]", "28");
        Expect(Tool.Run("compress", Workshop.Trained, "--data", folder, "-o", Path.Combine(folder, "x.frugal")), 3, "[1,5,7]", "28");
    }

    [Fact]
    public void Labels_that_the_network_does_not_have_end_with_3_and_name_the_record()
    {
        string folder = Path.GetDirectoryName(Workshop.NewPath("x"))!;
        Workshop.WriteIdx(Path.Combine(folder, "t10k-images-idx3-ubyte"), [2, 28, 28], new byte[2 * 784]);
        Workshop.WriteIdx(Path.Combine(folder, "t10k-labels-idx1-ubyte"), [2], [0, 17]);

        Expect(Tool.Run("eval", Workshop.Trained, "--data", folder), 3, "17", "1");
    }

    [Fact]
    public void Empty_data_end_with_3()
    {
        string folder = Path.GetDirectoryName(Workshop.NewPath("x"))!;

        Expect(Tool.Run("eval", Workshop.Trained, "--data", folder), 3, folder);
        Workshop.WriteIdx(Path.Combine(folder, "t10k-images-idx3-ubyte"), [0, 28, 28], []);
        Expect(Tool.Run("eval", Workshop.Trained, "--data", folder), 3, "no images");
    }

    [Fact]
    public void A_wrong_input_scale_stops_compression_with_3_and_the_right_one()
    {
        string output = Workshop.NewPath("x.frugal");

        ToolResult result = Tool.Run("compress", Workshop.Trained, "--data", Workshop.Data, "--scale", "1", "-o", output);

        Expect(result, 3, "use --scale", "--force");
        Assert.False(File.Exists(output));
    }

    [Fact]
    public void Weights_that_are_not_finite_end_with_3()
    {
        string path = Workshop.NewPath("nan.onnx");
        byte[] bytes = File.ReadAllBytes(Workshop.Trained);
        BitConverter.TryWriteBytes(bytes.AsSpan(bytes.Length / 2 & ~3), float.NaN); // in the middle of the first layer's weights, at any alignment
        BitConverter.TryWriteBytes(bytes.AsSpan((bytes.Length / 2 & ~3) + 4), float.NaN);
        BitConverter.TryWriteBytes(bytes.AsSpan((bytes.Length / 2 & ~3) + 8), -1);
        File.WriteAllBytes(path, bytes);

        Expect(Tool.Run("compress", path, "-o", path + ".frugal"), 3, "NaN");
    }

    [Fact]
    public void A_recipe_with_an_unknown_field_ends_with_3_and_names_the_nearest()
    {
        string recipe = Workshop.NewPath("recipe.json");
        File.WriteAllText(recipe, """{ "sed": 3, "steps": [] }""");

        Expect(Tool.Run("compress", Workshop.Trained, "--recipe", recipe, "-o", Workshop.NewPath("x.frugal")), 3, "sed", "seed");
    }

    [Fact]
    public void An_output_in_an_impossible_folder_ends_with_5_before_any_work()
    {
        string file = Workshop.NewPath("file");
        File.WriteAllText(file, "");

        Expect(Tool.Run("pack", Workshop.Trained, "-o", Path.Combine(file, "x.frugal")), 5, "cannot be written");
    }

    [Fact]
    public void A_full_disk_ends_with_5_and_says_so()
    {
        if (!File.Exists("/dev/full")) Assert.Skip("needs /dev/full");

        Expect(Tool.Run("inspect", Workshop.Trained, "--json", "/dev/full"), 5, "space");
    }

    [Fact]
    public void A_full_disk_leaves_no_partial_output()
    {
        string folder = Path.GetDirectoryName(Workshop.NewPath("x"))!;
        if (!SmallDisk.TryMount(folder)) Assert.Skip("needs the right to mount a small file system");
        try
        {
            Expect(Tool.Run("pack", Workshop.Trained, "-o", Path.Combine(folder, "x.frugal")), 5, "space");
            Assert.Empty(Directory.GetFileSystemEntries(folder));
        }
        finally
        {
            SmallDisk.Unmount(folder);
        }
    }

    [Fact]
    public void A_missing_part_that_is_required_ends_with_5()
    {
        if (Tool.Run("doctor", "--require", "turbojpeg").ExitCode == 0) Assert.Skip("needs a machine without libturbojpeg");

        Expect(Tool.Run("doctor", "--require", "turbojpeg"), 5, "turbojpeg");
        Assert.Equal(0, Tool.Run("doctor").ExitCode);
    }

    [Fact]
    public void Verbose_adds_a_stack_trace()
    {
        Assert.DoesNotContain("   at ", Tool.Run("inspect", "nowhere.onnx").Errors);
        Assert.Contains("   at ", Tool.Run("inspect", "nowhere.onnx", "--verbose").Errors);
    }

    private static void Expect(ToolResult result, int code, params string[] parts)
    {
        Assert.True(result.ExitCode == code, $"exit code {result.ExitCode}: {result.Errors}");
        foreach (string part in parts) Assert.Contains(part, result.Errors);
        Assert.DoesNotContain("   at ", result.Errors);
    }
}
