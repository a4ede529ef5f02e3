using Frugal.Graphs;
using Frugal.Tensors;
using Xunit;

namespace Frugal.Tests.Operators;

/// <summary>Older written forms of the movement operators, and results that are known by hand.</summary>
public sealed class MovementFormTests
{
    [Theory]
    [InlineData("Squeeze", "axes")]
    [InlineData("Unsqueeze", "axes")]
    [InlineData("Split", "split")]
    public void An_attribute_of_old_forms_becomes_the_second_input_and_back(string op, string attribute)
    {
        Operator known = OperatorTable.Get(OperatorId.Onnx(op));
        NodeForm form = Form(op, NodeAttributes.Of((attribute, new long[] { 1, 2 })), Data(2, 3, 4));
        known.ReadForm(form, 11);
        Assert.False(form.Attributes.Has(attribute));
        Assert.Equal([1, 2], form.Inputs[1]!.Constant!.ToLongs());
        Assert.True(known.WriteForm(form, 11));
        Assert.Equal([1, 2], form.Attributes.Ints(attribute)!);
        Assert.Single(form.Inputs);
    }

    [Fact]
    public void Slice_of_operator_set_9_has_its_ranges_as_attributes()
    {
        Operator slice = OperatorTable.Get(OperatorId.Onnx("Slice"));
        NodeForm form = Form("Slice", NodeAttributes.Of(("starts", new long[] { 1 }), ("ends", new long[] { 3 }), ("axes", new long[] { 1 })), Data(2, 5));
        slice.ReadForm(form, 9);
        Assert.Equal([3], form.Inputs[2]!.Constant!.ToLongs());
        form.SetInput(4, DenseTensor.Vector(1L), "steps");
        Assert.True(slice.WriteForm(form, 9));
        Assert.Equal([1], form.Attributes.Ints("starts")!);
        form.SetInput(4, DenseTensor.Vector(2L), "steps");
        Assert.False(slice.WriteForm(form, 9));
    }

    [Fact]
    public void Pad_spells_out_axes_before_18_and_goes_back_to_attributes_before_11()
    {
        Operator pad = OperatorTable.Get(OperatorId.Onnx("Pad"));
        NodeForm form = Form("Pad", NodeAttributes.Of(("mode", "constant")), Data(2, 5, 7));
        form.SetInput(1, DenseTensor.Vector(1L, 2L), "pads");
        form.SetInput(3, DenseTensor.Vector(-2L), "axes");
        Assert.True(pad.WriteForm(form, 17));
        Assert.Equal([0, 1, 0, 0, 2, 0], form.Inputs[1]!.Constant!.ToLongs());
        Assert.True(pad.WriteForm(form, 10));
        Assert.Equal([0, 1, 0, 0, 2, 0], form.Attributes.Ints("pads")!);
        pad.ReadForm(form, 10);
        Assert.Equal([0, 1, 0, 0, 2, 0], form.Inputs[1]!.Constant!.ToLongs());
    }

    [Fact]
    public void Uneven_parts_get_sizes_where_the_operator_set_has_no_number_of_outputs()
    {
        Operator split = OperatorTable.Get(OperatorId.Onnx("Split"));
        NodeForm form = Form("Split", NodeAttributes.Of(("axis", 1L), ("num_outputs", 2L)), Data(2, 5), outputs: 2);
        Assert.True(split.WriteForm(form, 17));
        Assert.Equal([3, 2], form.Inputs[1]!.Constant!.ToLongs());
    }

    [Fact]
    public void Negative_axes_become_positive_before_operator_set_11()
    {
        NodeForm form = Form("Concat", NodeAttributes.Of(("axis", -1L)), Data(2, 5));
        Assert.True(OperatorTable.Get(OperatorId.Onnx("Concat")).WriteForm(form, 10));
        Assert.Equal(1, form.Attributes.Int("axis", 0));
    }

    [Fact]
    public void Padding_follows_its_mode()
    {
        double[] Padded(string mode) => Run("Pad", [("mode", mode)], DenseTensor.Vector(1.0, 2, 3), DenseTensor.Vector(3L, 2L));
        Assert.Equal([0, 0, 0, 1, 2, 3, 0, 0], Padded("constant"));
        Assert.Equal([2, 3, 2, 1, 2, 3, 2, 1], Padded("reflect"));
        Assert.Equal([1, 1, 1, 1, 2, 3, 3, 3], Padded("edge"));
        Assert.Equal([1, 2, 3, 1, 2, 3, 1, 2], Padded("wrap"));
    }

    [Fact]
    public void Depth_to_space_places_channels_as_its_mode_says()
    {
        DenseTensor x = DenseTensor.From([0.0, 1, 2, 3, 4, 5, 6, 7], new Shape(1, 8, 1, 1));
        Assert.Equal([0, 2, 4, 6, 1, 3, 5, 7], Run("DepthToSpace", [("blocksize", 2), ("mode", "DCR")], x));
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7], Run("DepthToSpace", [("blocksize", 2), ("mode", "CRD")], x));
    }

    [Fact]
    public void Slices_clamp_their_ends_and_walk_backwards()
    {
        DenseTensor x = DenseTensor.Vector(0.0, 1, 2, 3, 4);
        double[] Sliced(long start, long end, long step) =>
            Run("Slice", [], x, DenseTensor.Vector(start), DenseTensor.Vector(end), DenseTensor.Vector(0L), DenseTensor.Vector(step));
        Assert.Equal([4, 2, 0], Sliced(100, -100, -2));
        Assert.Equal([1, 3], Sliced(-4, 1000, 2));
        Assert.Equal([], Sliced(3, 3, 1));
        Assert.Equal([3, 2], Sliced(-2, 1, -1));
    }

    [Fact]
    public void Resizing_places_pixels_as_its_mode_says()
    {
        double[] Resized(string mode, string coordinates, double scale)
        {
            var builder = new GraphBuilder(new Graph());
            Value x = builder.Constant(DenseTensor.Vector(1.0, 2, 3, 4)), factor = builder.Constant(DenseTensor.Vector((float)scale));
            builder.Output(builder.Call("Resize", [x, null, factor], ("mode", mode), ("coordinate_transformation_mode", coordinates)));
            return ReferenceEvaluator.Run(builder.Graph, Array.Empty<DenseTensor>())[0].ToDoubles();
        }

        Assert.Equal([1, 1.25, 1.75, 2.25, 2.75, 3.25, 3.75, 4], Resized("linear", "half_pixel", 2));
        Assert.Equal([1, 1.5, 2, 2.5, 3, 3.5, 4, 4], Resized("linear", "asymmetric", 2));
        Assert.Equal([1, 4], Resized("nearest", "align_corners", 0.5));
        Assert.Equal([1, 1, 2, 2, 3, 3, 4, 4], Resized("nearest", "half_pixel", 2));
        Assert.Equal([1, 3], Resized("nearest", "half_pixel", 0.5));
        Assert.Equal([1, 1.75, 2.5, 3.25, 4], Resized("linear", "align_corners", 1.25));
    }

    [Fact]
    public void Upsample_of_operator_set_7_is_read_as_resize()
    {
        NodeForm form = Form("Upsample", NodeAttributes.Of(("scales", new[] { 1f, 1, 2, 2 }), ("mode", "nearest")), Data(1, 2, 3, 3));
        OperatorTable.Get(form.Id).ReadForm(form, 7);
        Assert.Equal("Resize", form.Id.Name);
        Assert.Equal([1f, 1, 2, 2], form.Inputs[2]!.Constant!.Span<float>());
        Assert.Equal("asymmetric", form.Attributes.Text("coordinate_transformation_mode", ""));
    }

    [Fact]
    public void One_hot_counts_negative_indices_from_the_end_and_leaves_others_off()
    {
        double[] y = Run("OneHot", [], DenseTensor.Vector(0L, -1, 3), DenseTensor.Scalar(3L), DenseTensor.Vector(-1.0, 1));
        Assert.Equal([1, -1, -1, -1, -1, 1, -1, -1, -1], y);
    }

    private static double[] Run(string op, (string, object)[] attributes, params DenseTensor[] inputs)
    {
        var builder = new GraphBuilder(new Graph());
        Value[] values = [.. inputs.Select(t => builder.Constant(t))];
        builder.Output(builder.Call(op, values, attributes));
        return ReferenceEvaluator.Run(builder.Graph, Array.Empty<DenseTensor>())[0].ToDoubles();
    }

    private static Value Data(params int[] shape) => new Graph().AddInput("x", ElementType.Float32, SymbolicShape.Of(new Shape(shape)));

    private static NodeForm Form(string op, NodeAttributes attributes, Value data, int outputs = 1) =>
        new(OperatorId.Onnx(op), [data], attributes, outputs, (tensor, name) => new Graph().AddInitializer(name, tensor));
}
