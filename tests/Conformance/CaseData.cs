using Frugal.Graphs;
using Frugal.Graphs.Onnx;
using Frugal.Tensors;

namespace Frugal.Tests.Conformance;

/// <summary>The inputs and outputs of a data set of a case.</summary>
internal static class CaseData
{
    /// <summary>A tensor for each input of the network, in its order.</summary>
    public static DenseTensor[] Inputs(Graph graph, string folder) => Read(graph.Inputs, folder, "input");

    /// <summary>A tensor for each output of the network, in its order.</summary>
    public static DenseTensor[] Outputs(Graph graph, string folder) => Read(graph.Outputs, folder, "output");

    // The suite's writer had no bfloat16 and stored the bits as uint16.
    private static DenseTensor Declared(DenseTensor tensor, ElementType type) =>
        tensor.Type == ElementType.UInt16 && type == ElementType.BFloat16 ? DenseTensor.Over(type, tensor.Shape, tensor.Bytes.ToArray(), 0) : tensor;

    // Files carry the name of their value; where they do not, they stand in the order of the model.
    private static DenseTensor[] Read(IReadOnlyList<Value> values, string folder, string kind)
    {
        foreach (Value value in values)
            if (value.Type == ElementType.Undefined) throw new UnsupportedOperatorException($"the {kind} '{value.Name}' is no tensor");
        var tensors = new DenseTensor?[values.Count];
        for (int i = 0; File.Exists(Path.Combine(folder, $"{kind}_{i}.pb")); i++)
        {
            ElementType type = i < values.Count ? values[i].Type : ElementType.Undefined;
            var (name, tensor) = OnnxFile.ReadValue(Path.Combine(folder, $"{kind}_{i}.pb"), type);
            int at = values.ToList().FindIndex(v => v.Name == name);
            if (at < 0) at = i;
            if (at < tensors.Length) tensors[at] = Declared(tensor, values[at].Type);
        }
        int missing = Array.IndexOf(tensors, null);
        if (missing >= 0) throw new InvalidDataException($"The case has no file for the {kind} '{values[missing].Name}'.");
        return tensors!;
    }
}
