using Frugal.Graphs;
using Frugal.Tensors;

namespace Frugal.Tests.Operators;

/// <summary>
/// A small network around one operator. The table of all cases (<see cref="OpCases"/>) serves several judges: shape inference, gradients,
/// and kernels against the reference.
/// </summary>
/// <param name="Name">Unique; the operator's name and what is special.</param>
/// <param name="Build">Appends the nodes to a graph whose inputs are given, and returns the values to look at. Scalars that it makes must
/// have the inputs' type, since the gradient check feeds float64.</param>
/// <param name="Inputs">The inputs.</param>
/// <param name="Tolerance">What a float32 kernel may differ from the reference, relative to the scale of the summed terms.</param>
/// <param name="Gradient">How the gradient is judged.</param>
internal sealed record OpCase(
    string Name,
    Func<GraphBuilder, Value[], Value[]> Build,
    InputDomain[] Inputs,
    double Tolerance = 1e-6,
    GradientCheck Gradient = GradientCheck.FiniteDifferences)
{
    /// <summary>What gradients may differ from central differences, relative; an absolute 1e-9 comes on top.</summary>
    public double GradientTolerance { get; init; } = 1e-7;

    /// <summary>Whether inference cannot know all extents, because they depend on the data.</summary>
    public bool DataDependentShape { get; init; }

    /// <summary>A case of one ONNX operator with one output.</summary>
    public static OpCase Of(string op, string special, InputDomain[] inputs, params (string Name, object Value)[] attributes) =>
        new(special.Length > 0 ? $"{op}, {special}" : op, (b, x) => [b.Call(op, x, attributes)], inputs);

    /// <summary>A case of one of Frugal's own operators with one output.</summary>
    public static OpCase OfFrugal(string op, string special, InputDomain[] inputs, params (string Name, object Value)[] attributes) =>
        new(special.Length > 0 ? $"{op}, {special}" : op, (b, x) => [b.CallFrugal(op, x, attributes)], inputs);

    /// <summary>A case of one of ONNX Runtime's fused operators with one output.</summary>
    public static OpCase OfMicrosoft(string op, string special, InputDomain?[] inputs, params (string Name, object Value)[] attributes) =>
        Sparse(OperatorId.Microsoft(op), special, 1, inputs, attributes);

    /// <summary>A case of one operator with any number of outputs, some of whose inputs are left out.</summary>
    public static OpCase Sparse(OperatorId id, string special, int outputs, InputDomain?[] inputs, params (string Name, object Value)[] attributes)
    {
        string name = id.Domain.Length > 0 ? id.ToString() : id.Name;
        return new OpCase(special.Length > 0 ? $"{name}, {special}" : name, (b, x) =>
        {
            var given = new Queue<Value>(x);
            Value?[] all = [.. inputs.Select(i => i is null ? null : given.Dequeue())];
            return [.. b.Node(id, all, outputs, NodeAttributes.Of(attributes)).Outputs.Select(o => o!)];
        }, [.. inputs.OfType<InputDomain>()]);
    }

    /// <summary>The network of the case and seeded values for its inputs and initializers.</summary>
    public CaseNetwork Network(bool float64 = false, bool symbolic = false)
    {
        var network = new Network();
        var builder = new GraphBuilder(network.Graph);
        var values = new Value[Inputs.Length];
        var tensors = new Dictionary<Value, DenseTensor>();
        for (int i = 0; i < values.Length; i++)
        {
            InputDomain domain = Inputs[i];
            DenseTensor tensor = domain.Sample(new RandomStream(20).Split(Name).Split(i), float64);
            values[i] = domain.IsConstant
                ? network.Graph.AddInitializer($"x{i}", tensor)
                : network.Graph.AddInput($"x{i}", tensor.Type, domain.ShapeFor(symbolic));
            tensors[values[i]] = tensor;
        }
        builder.Output(Build(builder, values));
        return new CaseNetwork(network, values, tensors);
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
