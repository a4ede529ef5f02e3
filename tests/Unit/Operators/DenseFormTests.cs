using Frugal.Graphs;
using Frugal.Tensors;
using Xunit;

namespace Frugal.Tests.Operators;

/// <summary>Older forms of element-wise, dense, quantization and reduction operators.</summary>
public sealed class DenseFormTests
{
    private readonly Graph graph = new();

    [Fact]
    public void Bounds_of_clip_become_inputs_of_its_type_and_go_back()
    {
        NodeForm form = Form("Clip", [Input(ElementType.Float16, 3)], ("min", -1f), ("max", 6f));
        Operator clip = OperatorTable.Get(form.Id);
        clip.ReadForm(form, 10);
        Assert.Equal(ElementType.Float16, form.Inputs[1]!.Type);
        Assert.Equal([-1.0, 6], form.Inputs.Skip(1).Select(i => i!.Constant!.ToDoubles()[0]));
        Assert.True(clip.WriteForm(form, 7));
        Assert.Equal((-1f, 6f), (form.Attributes.Float("min", 0), form.Attributes.Float("max", 0)));
        Assert.Single(form.Inputs);
        Assert.False(clip.WriteForm(Form("Clip", [Input(ElementType.Int8, 3)]), 11));
        Assert.False(clip.WriteForm(Form("Clip", [Input(ElementType.Float32, 3), Input(ElementType.Float32)]), 10));
    }

    [Theory]
    [InlineData("ReduceSum", 12)]
    [InlineData("ReduceMean", 17)]
    public void Axes_of_reductions_become_an_input_and_go_back(string op, int version)
    {
        NodeForm form = Form(op, [Input(ElementType.Float32, 2, 3)], ("axes", new[] { -1 }), ("keepdims", 0));
        Operator reduction = OperatorTable.Get(form.Id);
        reduction.ReadForm(form, version);
        Assert.Equal([-1], form.Inputs[1]!.Constant!.ToLongs());
        NodeForm older = Form(op, [.. form.Inputs], ("keepdims", 0));
        Assert.True(reduction.WriteForm(older, 9));
        Assert.Equal([1], older.Attributes.Ints("axes")!);
        Assert.Single(older.Inputs);
        Assert.True(reduction.WriteForm(form, version + 1));
        Assert.Equal(2, form.Inputs.Count);
        Assert.False(reduction.WriteForm(Form(op, [Input(ElementType.Float32, 2, 3)], ("noop_with_empty_axes", 1)), version));
    }

    [Theory]
    [InlineData(new[] { 4, 10 }, 1, false)]
    [InlineData(new[] { 4, 10, 1, 1 }, 1, false)]
    [InlineData(new[] { 4, 10, 2 }, 1, true)]
    [InlineData(new[] { 4, 10, 2 }, 2, false)]
    public void Softmax_over_several_axes_is_flattened_only_where_that_makes_a_difference(int[] shape, int axis, bool flattened)
    {
        NodeForm form = Form("Softmax", [Input(ElementType.Float32, shape)], axis == 1 ? [] : [("axis", axis)]);
        Operator softmax = OperatorTable.Get(form.Id);
        softmax.ReadForm(form, 11);
        Assert.Equal(axis, form.Attributes.Int("axis", -1));
        Assert.Equal(flattened, form.Attributes.Flag("flattened", false));
        NodeAttributes newest = form.Attributes;
        Assert.True(softmax.WriteForm(form, 11));
        Assert.Equal(axis, form.Attributes.Int("axis", 1));
        Assert.False(form.Attributes.Has("flattened"));
        form.Attributes = newest;
        Assert.Equal(!flattened, softmax.WriteForm(form, 13));
    }

    [Fact]
    public void Softmax_along_a_middle_axis_needs_operator_set_13()
    {
        NodeForm middle = Form("Softmax", [Input(ElementType.Float32, 2, 3, 4)], ("axis", 1)), last = Form("Softmax", [Input(ElementType.Float32, 2, 3, 4)]);
        Operator softmax = OperatorTable.Get(middle.Id);
        Assert.False(softmax.WriteForm(middle, 12));
        Assert.True(softmax.WriteForm(middle, 13));
        Assert.True(softmax.WriteForm(last, 7));
        Assert.Equal(2, last.Attributes.Int("axis", -1));
    }

    [Fact]
    public void A_product_without_bias_gets_one_of_zeros_before_operator_set_11()
    {
        NodeForm form = Form("Gemm", [Input(ElementType.Float32, 2, 3), Input(ElementType.Float32, 3, 4)]);
        Assert.True(OperatorTable.Get(form.Id).WriteForm(form, 10));
        Assert.Equal([0f], form.Inputs[2]!.Constant!.Span<float>().ToArray());
    }

    [Fact]
    public void CastLike_is_written_as_a_cast_before_operator_set_15()
    {
        NodeForm form = Form("CastLike", [Input(ElementType.Float32, 2), Input(ElementType.Int32, 1)]);
        Assert.True(OperatorTable.Get(form.Id).WriteForm(form, 14));
        Assert.Equal(OperatorId.Onnx("Cast"), form.Id);
        Assert.Equal((long)ElementType.Int32, form.Attributes.Int("to", 0));
        Assert.Single(form.Inputs);
    }

    [Theory]
    [InlineData("Max", ElementType.Int64, 11, false)]
    [InlineData("Max", ElementType.Int64, 12, true)]
    [InlineData("Max", ElementType.Float32, 8, true)]
    [InlineData("Max", ElementType.Float32, 7, false)]
    [InlineData("Sum", ElementType.Float32, 7, false)]
    [InlineData("Equal", ElementType.Float32, 10, false)]
    [InlineData("Equal", ElementType.Int64, 7, true)]
    [InlineData("Less", ElementType.Int32, 8, false)]
    [InlineData("Less", ElementType.Int32, 9, true)]
    [InlineData("Pow", ElementType.Int32, 11, false)]
    public void Types_and_broadcasting_come_with_their_versions(string op, ElementType type, int version, bool possible)
    {
        NodeForm form = Form(op, [Input(type, 2, 3), Input(type, 3)]);
        Assert.Equal(possible, OperatorTable.Get(form.Id).WriteForm(form, version));
    }

    [Theory]
    [InlineData(ElementType.Int8, 0, 0, 10, true)]
    [InlineData(ElementType.Int8, 1, 0, 10, false)]
    [InlineData(ElementType.Int8, 1, 0, 13, true)]
    [InlineData(ElementType.Int4, 0, 0, 20, false)]
    [InlineData(ElementType.Int4, 0, 0, 21, true)]
    [InlineData(ElementType.Int8, 1, 2, 20, false)]
    [InlineData(ElementType.Int8, 1, 2, 21, true)]
    public void Quantization_is_written_at_the_lowest_version_that_has_its_form(ElementType type, int scaleRank, int block, int version, bool possible)
    {
        Value scale = scaleRank == 0 ? Input(ElementType.Float32) : Input(ElementType.Float32, 4);
        Value zero = scaleRank == 0 ? Input(type) : Input(type, 4);
        foreach (var (op, x) in new[] { ("QuantizeLinear", ElementType.Float32), ("DequantizeLinear", type) })
        {
            NodeForm form = Form(op, [Input(x, 2, 4), scale, zero], ("axis", 1), ("block_size", block));
            Assert.Equal(possible, OperatorTable.Get(form.Id).WriteForm(form, version));
            if (possible && version < 13) Assert.Empty(form.Attributes);
        }
    }

    private Value Input(ElementType type, params int[] shape) => graph.AddInput(graph.UniqueName("x"), type, SymbolicShape.Of(new Shape(shape)));

    private NodeForm Form(string op, Value?[] inputs, params (string, object)[] attributes) =>
        new(OperatorId.Onnx(op), inputs, NodeAttributes.Of(attributes), 1, (tensor, name) => graph.AddInitializer(graph.UniqueName(name), tensor));
}
