using Frugal.Data;
using Frugal.Tensors;
using Xunit;

namespace Frugal.Tests.Data;

public sealed class InputSpecificationTests
{
    /// <summary>The values of one sample after conversion.</summary>
    private static float[] Convert(InputSpecification input, byte[] pixels, Shape shape, out Batch batch)
    {
        batch = new Batch(input);
        ArrayDataSet.From(pixels, shape).Read([0], batch);
        return batch.Inputs.ToArray();
    }

    [Fact]
    public void Values_are_pixel_times_scale_minus_mean_over_deviation_of_their_channel()
    {
        InputSpecification input = InputSpecification.Default.WithFlags(scale: "1/4", mean: "1,2,3", std: "2,4,8");
        float[] x = Convert(input, [0, 10, 20, 30, 40, 250], new Shape(3, 1, 2), out _);
        Assert.Equal([-0.5f, 0.75f, 0.75f, 1.375f, 0.875f, 7.4375f], x);
    }

    [Fact]
    public void Float_samples_are_converted_by_the_same_formula()
    {
        var batch = new Batch(InputSpecification.Raw.WithFlags(scale: "1/4", mean: "1,2", std: "2,4"));
        ArrayDataSet.From([0f, 10f, 20f, 30.5f], new Shape(2, 1, 2)).Read([0], batch);
        Assert.Equal([-0.5f, 0.75f, 0.75f, 1.40625f], batch.Inputs.ToArray());
    }

    [Theory]
    [InlineData("nchw", "[1,3,1,2]", new float[] { 1, 2, 3, 4, 5, 6 })]
    [InlineData("nhwc", "[1,1,2,3]", new float[] { 1, 3, 5, 2, 4, 6 })]
    [InlineData("flat", "[1,6]", new float[] { 1, 2, 3, 4, 5, 6 })]
    public void Layouts_order_the_axes(string layout, string shape, float[] expected)
    {
        float[] x = Convert(InputSpecification.Raw.WithFlags(layout: layout), [1, 2, 3, 4, 5, 6], new Shape(3, 1, 2), out Batch batch);
        Assert.Equal(expected, x);
        Assert.Equal(shape, batch.InputTensor.Shape.ToString());
    }

    [Fact]
    public void Colour_orders_swap_repeat_and_weigh_channels()
    {
        byte[] rgb = [10, 20, 100, 110, 200, 255];
        Shape shape = new(3, 1, 2);
        Assert.Equal([200, 255, 100, 110, 10, 20], Convert(InputSpecification.Raw.WithFlags(color: "bgr"), rgb, shape, out _));
        // 0.299·10 + 0.587·100 + 0.114·200 = 84.49; 0.299·20 + 0.587·110 + 0.114·255 = 99.62
        Assert.Equal([84, 100], Convert(InputSpecification.Raw.WithFlags(color: "gray"), rgb, shape, out _));
        Assert.Equal([7, 9, 7, 9, 7, 9], Convert(InputSpecification.Raw.WithFlags(color: "rgb"), [7, 9], new Shape(1, 1, 2), out _));
    }

    [Fact]
    public void Each_image_can_be_brought_to_mean_0_and_deviation_1()
    {
        var random = new RandomStream(3);
        var pixels = new byte[2 * 27];
        for (int i = 0; i < 27; i++) pixels[i] = (byte)random.NextInt32(256);
        Array.Fill(pixels, (byte)7, 27, 27);
        var batch = new Batch(InputSpecification.Default with { StandardizeEachImage = true });
        ArrayDataSet.From(pixels, new Shape(3, 3, 3)).Read([0, 1], batch);
        double[] first = [.. batch.InputOf(0).ToArray().Select(v => (double)v)];
        Assert.Equal(0, first.Average(), 6);
        Assert.Equal(1, first.Average(v => v * v), 5);
        Assert.All(batch.InputOf(1).ToArray(), v => Assert.Equal(0, v));
    }

    [Fact]
    public void Crops_take_the_middle()
    {
        byte[] pixels = [.. Enumerable.Range(0, 25).Select(i => (byte)i)];
        Assert.Equal([6, 7, 8, 11, 12, 13, 16, 17, 18], Convert(InputSpecification.Raw.WithFlags(crop: "3"), pixels, new Shape(1, 5, 5), out _));
    }

    [Fact]
    public void Resizing_a_ramp_gives_the_ramp_sampled_at_pixel_centres()
    {
        // Pixel centres at x + 0.5: halving a linear ramp averages symmetrically, away from the border that is 2·(i + 0.5) − 0.5.
        byte[] ramp = [.. Enumerable.Range(0, 16).Select(i => (byte)(10 * i))];
        float[] half = Convert(InputSpecification.Raw.WithFlags(resize: "1x8"), ramp, new Shape(1, 1, 16), out _);
        for (int i = 1; i < 7; i++) Assert.Equal(20 * i + 5, half[i]);
        float[] twice = Convert(InputSpecification.Raw.WithFlags(resize: "1x32"), ramp, new Shape(1, 1, 16), out _);
        for (int i = 1; i < 31; i++) Assert.Equal(5 * i - 2.5, twice[i], 0.5);
    }

    [Fact]
    public void Resizing_keeps_a_constant_and_the_mean_of_noise()
    {
        var random = new RandomStream(4);
        byte[] noise = new byte[60 * 40];
        for (int i = 0; i < noise.Length; i++) noise[i] = (byte)random.NextInt32(256);
        float[] small = Convert(InputSpecification.Raw.WithFlags(resize: "20"), noise, new Shape(1, 60, 40), out Batch batch);
        Assert.Equal("[1,1,30,20]", batch.InputTensor.Shape.ToString());
        Assert.Equal(noise.Average(b => b), small.Average(), 2.0);
        float[] flat = Convert(InputSpecification.Raw.WithFlags(resize: "7x9"), [.. Enumerable.Repeat((byte)93, 2400)], new Shape(1, 60, 40), out _);
        Assert.All(flat, v => Assert.Equal(93, v));
    }

    [Fact]
    public void Labels_are_mapped_to_the_networks_classes()
    {
        var batch = new Batch(InputSpecification.Raw with { LabelMapping = [5, 0, 9] });
        ArrayDataSet.From(new byte[3], new Shape(1, 1, 1), [0, 1, 2]).Read([2, 0, 1], batch);
        Assert.Equal([9, 5, 0], batch.Labels.ToArray());
        Assert.Equal([2, 0, 1], batch.Indices.ToArray());
        Assert.Equal([1, 1, 1], batch.Weights.ToArray());
    }

    [Fact]
    public void Json_and_metadata_restore_the_same_specification()
    {
        InputSpecification input = InputSpecification.Default.WithFlags("1/127.5", "1,0.1,0.123456789", "0.5,1,2", "nhwc", "bgr", "256", "224x200")
            with { InputName = "x", OutputName = "y", Output = OutputMeaning.Probabilities, LabelMapping = [1, 0], StandardizeEachImage = true };
        Assert.Equal(input, InputSpecification.FromJson(input.ToJson()));
        Assert.Equal(input, InputSpecification.FromJson(input.ToMetadata()));
        Assert.DoesNotContain('\n', input.ToMetadata());
        Assert.Contains("\"scale\": \"1/127.5\"", input.ToJson(), StringComparison.Ordinal);
        Assert.NotEqual(input, input with { Scale = 1 });
    }

    [Fact]
    public void Json_leaves_defaults_for_what_is_missing_and_reads_numbers_and_fractions()
    {
        Assert.Equal(InputSpecification.Default, InputSpecification.FromJson("{}"));
        Assert.Equal(1 / 256.0, InputSpecification.FromJson("""{ "scale": "1/256" /* as Caffe */ }""").Scale);
        Assert.Equal(0.5, InputSpecification.FromJson("""{ "scale": 0.5 }""").Scale);
        Assert.Equal([0.5, 0.25], InputSpecification.FromJson("""{ "std": [0.5, 0.25] }""").Std);
    }

    [Theory]
    [InlineData("""{ "scales": 1 }""", "scales")]
    [InlineData("""{ "layout": "chwn" }""", "layout")]
    [InlineData("""{ "scale": 0 }""", "scale")]
    [InlineData("""{ "std": [0] }""", "std")]
    [InlineData("""{ "resize": "12y13" }""", "resize")]
    [InlineData("[1]", "$")]
    [InlineData("", "input specification")]
    public void Json_that_makes_no_sense_is_refused_by_name(string json, string named) =>
        Assert.Contains(named, Assert.Throws<FormatException>(() => InputSpecification.FromJson(json)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("1/0", null, null, "--scale")]
    [InlineData("a", null, null, "--scale")]
    [InlineData(null, "1,b", null, "--mean")]
    [InlineData(null, null, "hwc", "--layout")]
    public void Flags_that_make_no_sense_are_refused_by_name(string? scale, string? mean, string? layout, string named) =>
        Assert.Contains(named, Assert.Throws<FormatException>(() => InputSpecification.Default.WithFlags(scale, mean, layout: layout)).Message, StringComparison.Ordinal);

    [Fact]
    public void Flags_written_are_flags_that_read_back()
    {
        InputSpecification input = InputSpecification.Default.WithFlags("1/256", "0.1", "2", "flat", "gray", "28x28", "24");
        Assert.Equal("--scale 1/256 --mean 0.1 --std 2 --layout flat --color gray --resize 28x28 --crop 24", input.ToFlags());
    }

    [Fact]
    public void A_mean_for_the_wrong_number_of_channels_is_refused()
    {
        var error = Assert.Throws<DataException>(() => Convert(InputSpecification.Default.WithFlags(mean: "1,2,3"), new byte[4], new Shape(1, 2, 2), out _));
        Assert.Contains("3 values, but the input has 1 channels", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Common_scalings_depend_on_the_channels()
    {
        Assert.Equal(["pixel / 255", "pixel / 256", "pixel / 127.5 − 1", "raw pixels 0..255", "MNIST mean and deviation"],
            CommonScalings.For(InputSpecification.Default, 1).Select(s => s.Name));
        Assert.Equal(["pixel / 255", "pixel / 256", "pixel / 127.5 − 1", "raw pixels 0..255", "ImageNet mean and deviation", "CIFAR-10 mean and deviation"],
            CommonScalings.For(InputSpecification.Default, 3).Select(s => s.Name));
    }
}
