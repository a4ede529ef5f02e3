using Frugal.Graphs;
using Frugal.Kernels;
using Frugal.Tensors;

namespace Frugal.Runtime.Kernels;

/// <summary>
/// LSTM, GRU and RNN with their usual activations and constant weights: one matrix product for the inputs of all steps, then for each step one
/// (GRU may need two) for the state, and one pass over all gates.
/// </summary>
internal sealed class RecurrentKernel : Kernel
{
    private static readonly Dictionary<string, (int Gates, string[] Activations)> Kinds = new()
    {
        ["LSTM"] = (4, ["Sigmoid", "Tanh", "Tanh"]),
        ["GRU"] = (3, ["Sigmoid", "Tanh"]),
        ["RNN"] = (1, ["Tanh"]),
    };

    public override IReadOnlyList<OperatorId> Operators => [.. Kinds.Keys.Select(OperatorId.Onnx)];

    public override Step? Bind(KernelQuery query)
    {
        string name = query.Node.Operator.Id.Name;
        var (gates, activations) = Kinds[name];
        NodeAttributes attributes = query.Attributes;
        bool usual = !attributes.Has("clip") && !attributes.Flag("input_forget", false) && !attributes.Flag("layout", false)
            && (attributes.Find("activations") is not string[] named || named.Select((a, i) => a.Equals(activations[i % activations.Length], StringComparison.OrdinalIgnoreCase)).All(same => same));
        // Sequence lengths and peepholes are seldom; their reference is exact.
        if (!usual || query.Input(4) is not null || query.Input(7) is not null) return null;
        if (!IsFloat32(query) || query.Input(1)?.Constant is null || query.Input(2)?.Constant is null || query.Input(3) is { Constant: null }) return null;
        return new RecurrentStep(name, gates, query);
    }

    // The first output may be left out, so that the query's own test does not see the type.
    private static bool IsFloat32(KernelQuery query) => query.Inputs.Concat(query.Outputs).All(o => o is null || o.Type == ElementType.Float32);
}
