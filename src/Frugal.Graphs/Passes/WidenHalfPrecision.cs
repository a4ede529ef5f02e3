using Frugal.Tensors;

namespace Frugal.Graphs.Passes;

/// <summary>
/// Lets a network of float16 or bfloat16 compute in float32: weights are widened once, inputs and outputs keep their types behind casts.
/// Results differ by what the narrow type rounds in between. On processors without half-precision arithmetic this is the fast way.
/// </summary>
internal static class WidenHalfPrecision
{
    // Attributes that name the type of a result.
    private static readonly string[] TypeAttributes = ["to", "dtype", "output_dtype", "stash_type"];

    /// <summary>The network itself where it has no narrow type (or keeps them in sequences), else a copy that computes in float32.</summary>
    public static Network Run(Network network)
    {
        bool any = false;
        foreach (Value value in network.AllGraphs().SelectMany(g => g.Values))
        {
            any |= IsNarrow(value.Type);
            if (value.Type.IsContainer()) return network;
        }
        if (!any) return network;
        Network wide = network.Clone();
        foreach (Graph graph in wide.AllGraphs().ToArray()) Widen(graph);
        CastInputs(wide.Graph, network.Graph);
        CastOutputs(wide.Graph, network.Graph);
        return wide;
    }

    private static bool IsNarrow(ElementType type) => type is ElementType.Float16 or ElementType.BFloat16;

    private static void Widen(Graph graph)
    {
        foreach (Value value in graph.Values)
        {
            if (!IsNarrow(value.Type)) continue;
            if (value.Constant is { } tensor) graph.SetConstant(value, Wide(tensor));
            value.Type = ElementType.Float32;
        }
        foreach (Node node in graph.Nodes)
            if (node.Attributes.Any(a => Changed(a.Key, a.Value) is not null))
                graph.SetAttributes(node, NodeAttributes.Of(node.Attributes.Select(a => KeyValuePair.Create(a.Key, Changed(a.Key, a.Value) ?? a.Value))));
    }

    private static object? Changed(string name, object value) => value switch
    {
        DenseTensor tensor when IsNarrow(tensor.Type) => Wide(tensor),
        long type when TypeAttributes.Contains(name) && IsNarrow((ElementType)type) => (long)ElementType.Float32,
        _ => null,
    };

    private static DenseTensor Wide(DenseTensor tensor)
    {
        var wide = DenseTensor.Zeros(ElementType.Float32, tensor.Shape);
        Span<float> to = wide.Span<float>();
        if (tensor.Type == ElementType.Float16)
        {
            Span<Half> from = tensor.Span<Half>();
            for (int i = 0; i < to.Length; i++) to[i] = (float)from[i];
        }
        else
        {
            Span<BFloat16> from = tensor.Span<BFloat16>();
            for (int i = 0; i < to.Length; i++) to[i] = (float)from[i];
        }
        return wide;
    }

    private static void CastInputs(Graph graph, Graph original)
    {
        int at = 0;
        for (int i = 0; i < graph.Inputs.Count; i++)
        {
            Value input = graph.Inputs[i];
            if (!IsNarrow(original.Inputs[i].Type)) continue;
            input.Type = original.Inputs[i].Type;
            // An output that is an input stays one: no cast there and back would be exact and free.
            int[] outputs = [.. Enumerable.Range(0, graph.Outputs.Count).Where(o => graph.Outputs[o] == input)];
            Node cast = graph.InsertNode(at++, OperatorTable.Get(OperatorId.Onnx("Cast")), [], [graph.UniqueName(input.Name + "/float32")], To(ElementType.Float32));
            NodeEdits.ReplaceEverywhere(input, cast.Output);
            graph.SetInput(cast, 0, input);
            foreach (int o in outputs) graph.SetOutput(o, input);
            ShapeInference.Run(cast);
        }
    }

    private static void CastOutputs(Graph graph, Graph original)
    {
        for (int o = 0; o < graph.Outputs.Count; o++)
        {
            ElementType type = original.Outputs[o].Type;
            Value output = graph.Outputs[o];
            if (!IsNarrow(type) || output.Type != ElementType.Float32) continue;
            string name = output.Name;
            graph.Rename(output, graph.UniqueName(name + "/float32"));
            Node cast = graph.AddNode(OperatorTable.Get(OperatorId.Onnx("Cast")), [output], [graph.Find(name) is null ? name : graph.UniqueName(name)], To(type));
            ShapeInference.Run(cast);
            graph.SetOutput(o, cast.Output);
        }
    }

    private static NodeAttributes To(ElementType type) => NodeAttributes.Of(("to", (object)(long)type));
}
