using Frugal.Graphs;
using Frugal.Graphs.Onnx;
using Frugal.Tensors;
using Xunit;

namespace Frugal.Tests.Graphs.Onnx;

/// <summary>Nodes of operator sets 1 to 6.</summary>
public sealed class EarlyFormTests
{
    [Fact]
    public void An_operand_that_is_broadcast_along_an_axis_gets_the_axes_behind_it()
    {
        NodeForm form = Form("Add", [[2, 3, 4, 5]], DenseTensor.Vector(1f, 2f, 3f), ("broadcast", 1), ("axis", 1));
        EarlyForms.Update(form, 6);
        Assert.Equal(new Shape(3, 1, 1), form.Inputs[1]!.Constant!.Shape);
        Assert.Empty(form.Attributes);
    }

    [Fact]
    public void An_operand_aligned_at_the_last_axis_stays_as_it_is()
    {
        NodeForm form = Form("Mul", [[2, 3, 4]], DenseTensor.Vector(1f, 2f, 3f, 4f), ("broadcast", 1));
        EarlyForms.Update(form, 6);
        Assert.Equal(new Shape(4), form.Inputs[1]!.Constant!.Shape);
    }

    [Fact]
    public void A_computed_operand_along_an_axis_is_refused_with_advice()
    {
        NodeForm form = Form("Add", [[2, 3, 4], [3]], null, ("broadcast", 1), ("axis", 1));
        Assert.Contains("operator set 7", Assert.Throws<UnsupportedOperatorException>(() => EarlyForms.Update(form, 6)).Message);
    }

    [Fact]
    public void Marks_of_their_time_are_dropped()
    {
        NodeForm relu = Form("Relu", [[2]], null, ("consumed_inputs", new[] { 0 })), dropout = Form("Dropout", [[2]], null, ("is_test", 1), ("ratio", 0.5f)), gemm = Form("Gemm", [[2, 2], [2, 2], [2]], null, ("broadcast", 1));
        foreach (NodeForm form in new[] { relu, dropout, gemm }) EarlyForms.Update(form, 5);
        Assert.Empty(relu.Attributes);
        Assert.Equal(["ratio"], dropout.Attributes.Select(a => a.Key));
        Assert.Empty(gemm.Attributes);
    }

    [Fact]
    public void A_type_by_name_a_shape_attribute_and_a_floating_point_norm_become_what_they_are_today()
    {
        NodeForm cast = Form("Cast", [[2]], null, ("to", "INT64")), reshape = Form("Reshape", [[2, 3]], null, ("shape", new[] { 3, -1 })), pool = Form("LpPool", [[1, 1, 4]], null, ("p", 3f));
        EarlyForms.Update(cast, 5);
        EarlyForms.Update(reshape, 4);
        EarlyForms.Update(pool, 1);
        Assert.Equal((long)ElementType.Int64, cast.Attributes.Int("to", 0));
        Assert.Equal([3L, -1], reshape.Inputs[1]!.Constant!.ToLongs());
        Assert.Equal(3, pool.Attributes.Int("p", 0));
    }

    [Fact]
    public void A_slope_for_each_channel_meets_the_channel_axis()
    {
        NodeForm form = Form("PRelu", [[2, 3, 4, 4]], DenseTensor.Vector(0.1f, 0.2f, 0.3f));
        EarlyForms.Update(form, 6);
        Assert.Equal(new Shape(3, 1, 1), form.Inputs[1]!.Constant!.Shape);
    }

    [Fact]
    public void Tiles_along_one_axis_become_repeats_of_all()
    {
        var graph = new Graph();
        Value x = graph.AddInput("x", ElementType.Float32, new SymbolicShape(2, 3));
        Value tiles = graph.AddInitializer("tiles", DenseTensor.Vector(4f)), axis = graph.AddInitializer("axis", DenseTensor.Vector(1f));
        var form = new NodeForm(OperatorId.Onnx("Tile"), [x, tiles, axis], NodeAttributes.Empty, 1, (tensor, name) => graph.AddInitializer(name, tensor));
        EarlyForms.Update(form, 1);
        Assert.Equal([1L, 4], form.Inputs[1]!.Constant!.ToLongs());
    }

    private static NodeForm Form(string op, int[][] inputs, DenseTensor? constant, params (string Name, object Value)[] attributes)
    {
        var graph = new Graph();
        List<Value?> values = [.. inputs.Select((shape, i) => graph.AddInput($"x{i}", ElementType.Float32, SymbolicShape.Of(new Shape(shape))))];
        if (constant is not null) values.Add(graph.AddInitializer("constant", constant));
        return new NodeForm(OperatorId.Onnx(op), values, NodeAttributes.Of(attributes), 1, (tensor, name) => graph.AddInitializer(name, tensor));
    }
}
