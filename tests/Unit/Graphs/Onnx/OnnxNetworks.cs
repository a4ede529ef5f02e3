using Frugal.Graphs;
using Frugal.Graphs.Onnx;
using Frugal.Tensors;

namespace Frugal.Tests.Graphs.Onnx;

/// <summary>Networks made in code, so that the tests of files need no data.</summary>
internal static class OnnxNetworks
{
    /// <summary>A small convolutional network that ONNX Runtime can run.</summary>
    public static Network Convolutional()
    {
        var random = new RandomStream(7);
        DenseTensor Weights(params ReadOnlySpan<int> shape)
        {
            var tensor = DenseTensor.Zeros(ElementType.Float32, new Shape(shape));
            random.FillGaussian(tensor.Span<float>(), 0, 0.3);
            return tensor;
        }
        var network = new Network();
        var builder = new GraphBuilder(network.Graph);
        Value x = builder.Input("image", ElementType.Float32, Dimension.Named("N"), 1, 8, 8);
        Value y = builder.Call("Conv", [x, builder.Constant(Weights(4, 1, 3, 3), "conv.weight"), builder.Constant(Weights(4), "conv.bias")], ("pads", new long[] { 1, 1, 1, 1 }));
        y = builder.Call("MaxPool", [builder.Call("Relu", y)], ("kernel_shape", new long[] { 2, 2 }), ("strides", new long[] { 2, 2 }));
        y = builder.Call("Flatten", [y], ("axis", 1));
        builder.Output(y);
        return network;
    }

    /// <summary>A network that has something of everything a file can hold.</summary>
    public static Network Everything()
    {
        Network network = Convolutional();
        Graph graph = network.Graph;
        graph.Documentation = "a graph of parts";
        network.Producer = "test";
        network.ProducerVersion = "1.2";
        network.Domain = "org.example";
        network.ModelVersion = 3;
        network.IrVersion = 10;
        network.Documentation = "Größe";
        network.Metadata["frugal.input"] = "{\"scale\": 0.5}";
        network.Metadata["empty"] = "";
        network.Opsets["com.example"] = 2;
        AddEveryType(graph);
        AddBranches(graph);
        ShapeInference.Run(graph);
        var function = new WireWriter();
        function.Text(FunctionField.Name, "Twice");
        function.Text(FunctionField.Domain, "com.example");
        network.OpaqueParts.Add((ModelField.Functions, function.ToArray()));
        return network;
    }

    private static void AddEveryType(Graph graph)
    {
        foreach (ElementType type in Enum.GetValues<ElementType>())
        {
            if (type is ElementType.Undefined || type.IsContainer()) continue;
            DenseTensor tensor = type == ElementType.String
                ? DenseTensor.OfStrings(["a", "", "ü"], new Shape(3))
                : TensorValues.FromDoubles(type, new Shape(3), [1, 0, 5]);
            graph.AddInitializer($"constant.{type.DisplayName()}", tensor);
        }
        graph.AddInitializer("empty", DenseTensor.Zeros(ElementType.Float32, new Shape(2, 0, 3)));
        graph.AddInitializer("scalar", DenseTensor.Scalar(2.5f)).Documentation = "a number";
    }

    private static void AddBranches(Graph graph)
    {
        Value flag = graph.AddInput("flag", ElementType.Bool, SymbolicShape.Scalar);
        Value captured = graph.Find("conv.bias")!;
        var attributes = NodeAttributes.Of(("then_branch", Branch(graph, captured, "then")), ("else_branch", Branch(graph, captured, "else")));
        Operator ifOperator = OperatorTable.Find(OperatorId.Onnx("If")) ?? new UnknownOperator(OperatorId.Onnx("If"), Network.DefaultOpset);
        Node branch = graph.AddNode(ifOperator, [flag], ["chosen"], attributes, "branch");
        branch.Documentation = "one of two";
        graph.AddOutput(branch.Output);
        var odd = NodeAttributes.Of(
            ("int", -3L), ("float", 0.25f), ("text", "t"), ("ints", new long[] { 1, -1 }), ("no_ints", Array.Empty<long>()), ("floats", new[] { 1f, float.NaN }),
            ("texts", new[] { "x", "" }), ("tensor", DenseTensor.Vector(1L, 2L)), ("tensors", new[] { DenseTensor.Scalar(1f), DenseTensor.Scalar(2) }));
        Node custom = graph.AddNode(new UnknownOperator(new OperatorId("com.example", "Twice"), 2), [captured, null, flag], ["twice", null, "rest"], odd);
        graph.AddOutput(custom.Output);
        graph.AddOutput(graph.Inputs[0]);
        graph.AddOutput(graph.Find("scalar")!);
    }

    private static Graph Branch(Graph parent, Value captured, string name)
    {
        var branch = new Graph(name, parent);
        Value local = branch.AddInitializer($"{name}.local", DenseTensor.Vector(1f, 2, 3, 4));
        branch.AddOutput(new GraphBuilder(branch, $"{name}.").Call("Concat", [local, captured], ("axis", 0)));
        return branch;
    }
}
