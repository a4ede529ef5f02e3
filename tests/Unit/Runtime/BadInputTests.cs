using Frugal.Graphs;
using Frugal.Graphs.Onnx;
using Frugal.Runtime;
using Frugal.Tensors;
using Frugal.Tests.Data;
using Frugal.Tests.Graphs;
using Xunit;

namespace Frugal.Tests.Runtime;

/// <summary>Networks that are wrong in ways that a file can be, from reading to running: one clear error each.</summary>
public sealed class BadInputTests
{
    [Theory]
    [InlineData("Softmax", "axis", "one")]
    [InlineData("Softmax", "axis", 1f)]
    [InlineData("Transpose", "perm", 1)]
    [InlineData("Flatten", "axis", "last")]
    [InlineData("ReduceMean", "keepdims", 0.5f)]
    public void Attributes_of_the_wrong_type_are_named_with_the_node(string op, string attribute, object value)
    {
        string message = Assert.Throws<InvalidModelException>(() => Run(OneNode(op, (attribute, value)))).Message;
        Assert.Contains(op, message);
        Assert.Contains(attribute, message);
    }

    [Theory]
    [InlineData("Softmax", -1)]
    [InlineData("Softmax", -3)]
    [InlineData("LogSoftmax", -2)]
    [InlineData("ArgMax", -1)]
    [InlineData("Flatten", -1)]
    public void Negative_axes_count_from_the_end(string op, long axis)
    {
        long positive = axis + 3;
        Assert.Equal(Run(OneNode(op, ("axis", positive))).Bytes.ToArray(), Run(OneNode(op, ("axis", axis))).Bytes.ToArray());
    }

    [Theory]
    [InlineData("Softmax", -4)]
    [InlineData("Softmax", 3)]
    [InlineData("ArgMax", -9)]
    [InlineData("Flatten", 7)]
    public void Axes_that_do_not_exist_are_refused_with_the_node(string op, long axis) =>
        Assert.Contains(op, Assert.Throws<InvalidModelException>(() => Run(OneNode(op, ("axis", axis)))).Message);

    [Fact]
    public void A_file_beyond_2_GB_is_refused_before_it_is_read()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "large.onnx");
        using (var file = new FileStream(path, FileMode.CreateNew)) file.SetLength(2_200_000_000); // takes no room on disk
        Assert.Contains("at most", Assert.Throws<InvalidModelException>(() => OnnxFile.Read(path)).Message);
    }

    [Fact]
    public void A_branch_or_body_that_does_not_fit_its_node_is_refused()
    {
        var builder = new GraphBuilder(new Graph());
        Value x = builder.Input("x", ElementType.Float32, 2);
        var body = new GraphBuilder(new Graph("body", builder.Graph), "body.");
        body.Output(body.Call("Identity", body.Input("i", ElementType.Int64)));
        Assert.Contains("body", Assert.Throws<InvalidModelException>(() => builder.Call("Loop", [null, null, x], ("body", body.Graph))).Message);
        Assert.Contains("then_branch", Assert.Throws<InvalidModelException>(() => builder.Call("If", builder.Constant(DenseTensor.Scalar(true)))).Message);
    }

    private static Network OneNode(string op, (string Name, object Value) attribute)
    {
        var builder = new GraphBuilder(new Graph());
        builder.Output(builder.Call(op, [builder.Input("x", ElementType.Float32, 2, 3, 4)], attribute));
        return new Network(builder.Graph);
    }

    private static DenseTensor Run(Network network) => Session.Create(network).Run(Networks.Sample(1, 2, 3, 4))[0];
}
