using Frugal.Graphs;
using Frugal.Tensors;
using Xunit;

namespace Frugal.Tests.Graphs.Onnx;

/// <summary>Says where two networks differ in anything that a file can hold.</summary>
internal static class NetworkEquality
{
    public static void AssertEqual(Network expected, Network actual)
    {
        Assert.Equal(expected.IrVersion, actual.IrVersion);
        Assert.Equal(expected.Producer, actual.Producer);
        Assert.Equal(expected.ProducerVersion, actual.ProducerVersion);
        Assert.Equal(expected.Domain, actual.Domain);
        Assert.Equal(expected.ModelVersion, actual.ModelVersion);
        Assert.Equal(expected.Documentation, actual.Documentation);
        Assert.Equal(expected.Opsets.OrderBy(o => o.Key), actual.Opsets.OrderBy(o => o.Key));
        Assert.Equal(expected.Metadata, actual.Metadata);
        Assert.Equal(expected.OpaqueParts.Select(Describe), actual.OpaqueParts.Select(Describe));
        AssertEqual(expected.Graph, actual.Graph);
    }

    private static string Describe((int Field, byte[] Bytes) part) => $"{part.Field}:{Convert.ToHexString(part.Bytes)}";

    private static void AssertEqual(Graph expected, Graph actual)
    {
        Assert.Equal(expected.Name, actual.Name);
        Assert.Equal(expected.Documentation, actual.Documentation);
        Assert.Equal(expected.Inputs.Select(Describe), actual.Inputs.Select(Describe));
        Assert.Equal(expected.Outputs.Select(Describe), actual.Outputs.Select(Describe));
        Assert.Equal(expected.Initializers.Select(Describe).Order(), actual.Initializers.Select(Describe).Order());
        foreach (Value initializer in expected.Initializers) AssertEqual(initializer.Constant!, actual.Find(initializer.Name)!.Constant!, initializer.Name);
        Assert.Equal(expected.Nodes.Count, actual.Nodes.Count);
        foreach (var (one, other) in expected.Nodes.Zip(actual.Nodes)) AssertEqual(one, other);
    }

    private static string Describe(Value value) => $"{value} {value.Documentation}";

    private static void AssertEqual(Node expected, Node actual)
    {
        Assert.Equal(expected.ToString(), actual.ToString());
        Assert.Equal(expected.Name, actual.Name);
        Assert.Equal(expected.Documentation, actual.Documentation);
        Assert.Equal(expected.Outputs.Select(o => o?.ToString()), actual.Outputs.Select(o => o?.ToString()));
        Assert.Equal(expected.Attributes.Select(a => a.Key), actual.Attributes.Select(a => a.Key));
        foreach (var (name, value) in expected.Attributes) AssertEqual(value, actual.Attributes.Find(name)!, $"{expected.Describe()}.{name}");
    }

    private static void AssertEqual(object expected, object actual, string where)
    {
        Assert.Equal(expected.GetType(), actual.GetType());
        switch (expected)
        {
            case DenseTensor tensor: AssertEqual(tensor, (DenseTensor)actual, where); break;
            case DenseTensor[] tensors:
                foreach (var (one, other) in tensors.Zip((DenseTensor[])actual)) AssertEqual(one, other, where);
                break;
            case Graph graph: AssertEqual(graph, (Graph)actual); break;
            case Graph[] graphs:
                foreach (var (one, other) in graphs.Zip((Graph[])actual)) AssertEqual(one, other);
                break;
            case OpaqueAttribute opaque: Assert.Equal(opaque.Bytes, ((OpaqueAttribute)actual).Bytes); break;
            default: Assert.Equal(expected, actual); break;
        }
    }

    public static void AssertEqual(DenseTensor expected, DenseTensor actual, string where)
    {
        Assert.True(expected.ToString() == actual.ToString(), $"{where}: {expected} became {actual}");
        bool same = expected.Type == ElementType.String ? expected.Strings.SequenceEqual(actual.Strings) : expected.Bytes.SequenceEqual(actual.Bytes);
        Assert.True(same, $"{where}: the elements differ");
    }
}
