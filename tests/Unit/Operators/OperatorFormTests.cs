using Frugal.Graphs;
using Frugal.Tensors;
using Xunit;

namespace Frugal.Tests.Operators;

/// <summary>Older forms of convolution, pooling and normalisation operators.</summary>
public sealed class OperatorFormTests
{
    [Fact]
    public void A_ratio_attribute_of_dropout_becomes_an_input_and_goes_back()
    {
        NodeForm form = Form("Dropout", 1, 1, NodeAttributes.Of(("ratio", 0.25f)));
        Operator dropout = OperatorTable.Get(form.Id);
        dropout.ReadForm(form, 7);
        Assert.False(form.Attributes.Has("ratio"));
        Assert.Equal([0.25f], form.Inputs[1]!.Constant!.Span<float>().ToArray());
        Assert.True(dropout.WriteForm(form, 10));
        Assert.Equal(0.25f, form.Attributes.Float("ratio", 0));
        Assert.Single(form.Inputs);
    }

    [Fact]
    public void Old_batch_normalisation_trains_when_it_has_further_outputs_and_loses_spatial()
    {
        NodeForm inference = Form("BatchNormalization", 5, 1, NodeAttributes.Of(("spatial", 1))), training = Form("BatchNormalization", 5, 5, NodeAttributes.Empty);
        Operator normalization = OperatorTable.Get(inference.Id);
        normalization.ReadForm(inference, 7);
        normalization.ReadForm(training, 9);
        Assert.Empty(inference.Attributes);
        Assert.True(training.Attributes.Flag("training_mode", false));
        Assert.True(normalization.WriteForm(inference, 9));
        Assert.False(normalization.WriteForm(training, 9));
        Assert.Throws<UnsupportedOperatorException>(() => normalization.ReadForm(Form("BatchNormalization", 5, 1, NodeAttributes.Of(("spatial", 0))), 7));
    }

    [Theory]
    [InlineData("MaxPool", 9, "ceil_mode", 1, false)]
    [InlineData("MaxPool", 9, "ceil_mode", 0, true)]
    [InlineData("MaxPool", 10, "ceil_mode", 1, true)]
    [InlineData("AveragePool", 18, "dilations", 2, false)]
    [InlineData("AveragePool", 18, "dilations", 1, true)]
    [InlineData("AveragePool", 19, "dilations", 2, true)]
    [InlineData("MaxPool", 10, "dilations", 2, true)]
    public void Pooling_is_written_to_versions_that_have_its_attributes(string op, int version, string attribute, int value, bool possible)
    {
        NodeForm form = Form(op, 1, 1, NodeAttributes.Of((attribute, attribute == "dilations" ? new[] { value, value } : value)));
        Assert.Equal(possible, OperatorTable.Get(form.Id).WriteForm(form, version));
        if (possible && version is 9 or 18) Assert.False(form.Attributes.Has(attribute));
    }

    [Fact]
    public void Group_normalisation_with_a_scale_for_each_group_is_spread_over_channels()
    {
        var graph = new Graph();
        Value x = graph.AddInput("x", ElementType.Float32, new SymbolicShape(1, 4, 3));
        Value scale = graph.AddInitializer("scale", DenseTensor.Vector(2f, 3f)), bias = graph.AddInitializer("bias", DenseTensor.Vector(0f, 1f));
        var form = new NodeForm(OperatorId.Onnx("GroupNormalization"), [x, scale, bias], NodeAttributes.Of(("num_groups", 2)), 1, (t, n) => graph.AddInitializer(n, t));
        OperatorTable.Get(form.Id).ReadForm(form, 18);
        Assert.Equal([2f, 2f, 3f, 3f], form.Inputs[1]!.Constant!.Span<float>().ToArray());
        Assert.Equal([0f, 0f, 1f, 1f], form.Inputs[2]!.Constant!.Span<float>().ToArray());
    }

    private static NodeForm Form(string op, int inputs, int outputs, NodeAttributes attributes)
    {
        var graph = new Graph();
        Value[] values = [.. Enumerable.Range(0, inputs).Select(i => graph.AddInput($"x{i}", ElementType.Float32, null))];
        return new NodeForm(OperatorId.Onnx(op), values, attributes, outputs, (tensor, name) => graph.AddInitializer(name, tensor));
    }
}
