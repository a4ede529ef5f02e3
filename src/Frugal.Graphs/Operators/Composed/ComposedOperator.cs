using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// An operator that is defined by the nodes it stands for. From that one definition follow its inference, its reference (the nodes computed
/// in float64 and rounded once), its gradient, its form in standard ONNX, and what a plan runs where no kernel takes it whole.
/// </summary>
internal abstract class ComposedOperator : Operator
{
    /// <summary>Appends the nodes; one value an output, null for an output that is not wanted or that is not supported.</summary>
    protected abstract Value?[] Compose(Composition c);

    public override void Infer(InferContext context)
    {
        Node node = context.Node;
        if (node.Inputs.Any(i => i is { Shape: null }))
        {
            context.Set(0, context.Type(0), null);
            return;
        }
        var scratch = new Graph();
        Value?[] stand = [.. node.Inputs.Select((input, i) => input is null ? null : StandIn(scratch, input, i))];
        Value?[] results;
        try
        {
            results = Compose(new Composition(node, new GraphBuilder(scratch), stand, standard: false));
        }
        catch (UnsupportedOperatorException)
        {
            context.Set(0, context.Type(0), null); // needs extents that are not known yet
            return;
        }
        for (int i = 0; i < node.Outputs.Count; i++)
        {
            if (node.Outputs[i] is null) continue;
            if (i >= results.Length || results[i] is not { } result) throw new UnsupportedOperatorException($"{node.Describe()} has an output number {i}, which is not supported.");
            context.Set(i, result.Type, result.Shape);
        }
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        Node node = context.Node;
        var scratch = new Graph();
        var stand = new Value?[inputs.Length];
        for (int i = 0; i < stand.Length; i++)
            if (inputs[i] is { } input) stand[i] = scratch.AddInitializer($"x{i}", Widens ? Widened(input) : input);
        Value?[] results = Compose(new Composition(node, new GraphBuilder(scratch), stand, standard: false));
        var values = new Dictionary<Value, DenseTensor>();
        ReferenceEvaluator.Run(scratch, values);
        for (int i = 0; i < results.Length; i++)
        {
            if (!outputs.Wants(i) || results[i] is not { } result) continue;
            DenseTensor tensor = values.GetValueOrDefault(result) ?? result.Constant!;
            ElementType type = node.Outputs[i]!.Type is ElementType.Undefined ? inputs[0]!.Type : node.Outputs[i]!.Type;
            outputs.Set(i, tensor.Type == type || !tensor.Type.IsFloatingPoint() ? tensor : TensorValues.FromDoubles(type, tensor.Shape, tensor.ToDoubles()));
        }
    }

    public override IReadOnlyList<Value?>? Differentiate(GradientContext context)
    {
        Node node = context.Node;
        Graph graph = node.Graph;
        int before = graph.Nodes.Count;
        Value?[] results = Compose(new Composition(node, context.Builder, node.Inputs, standard: false));
        Node[] inner = [.. graph.Nodes.Skip(before)];
        var seeds = new List<(Value, Value)>();
        for (int i = 0; i < results.Length; i++)
            if (results[i] is { } result && context.OutputGradient(i) is { } gradient) seeds.Add((result, gradient));
        Value[] sources = [.. Enumerable.Range(0, node.Inputs.Count).Where(context.Needs).Select(i => node.Inputs[i]!).Distinct()];
        IReadOnlyDictionary<Value, Value?> found = Gradients.Through(inner, seeds, sources, context.Builder);
        var given = new HashSet<Value>(); // a value that is read twice gets its whole gradient once
        return [.. node.Inputs.Select(i => i is not null && found.TryGetValue(i, out Value? gradient) && given.Add(i) ? gradient : null)];
    }

    /// <summary>One multiply-accumulate for each that the composition counts, and so on; where extents are unknown, bytes only.</summary>
    public override OperatorCost Cost(CostContext context)
    {
        Node node = context.Node;
        var scratch = new Graph();
        Value?[] stand = [.. node.Inputs.Select((input, i) => input is null ? null : StandIn(scratch, input, i))];
        Compose(new Composition(node, new GraphBuilder(scratch), stand, standard: false));
        OperatorCost[] costs = [.. scratch.Nodes.Select(n => n.Operator.Cost(new CostContext(n)))];
        return context.Of(costs.Sum(c => c.MultiplyAccumulates), costs.Sum(c => c.OtherOperations));
    }

    public override Value[]? Export(Node node, GraphBuilder builder) =>
        Id.Domain.Length == 0 && IsStandard ? null : Named(node, Compose(new Composition(node, builder, node.Inputs, standard: true)), builder);

    /// <summary>Appends what the node stands for, with operators that plans have kernels for.</summary>
    public Value[] Expand(Node node, GraphBuilder builder) => Named(node, Compose(new Composition(node, builder, node.Inputs, standard: false)), builder);

    /// <summary>Whether an operator of ONNX's own domain is part of the standard (ONNX Runtime has put others there).</summary>
    protected virtual bool IsStandard => true;

    /// <summary>Whether the reference computes in float64; not where an exact float32 result decides which integer comes out.</summary>
    protected virtual bool Widens => true;

    // Results replace outputs and take their names, so each must be a value of its own.
    private static Value[] Named(Node node, Value?[] results, GraphBuilder builder)
    {
        var named = new Value[node.Outputs.Count];
        for (int i = 0; i < named.Length; i++)
        {
            if (node.Outputs[i] is null) continue;
            Value result = i < results.Length && results[i] is { } value ? value
                : throw new UnsupportedOperatorException($"{node.Describe()} has an output number {i}, which is not supported.");
            named[i] = result.Producer is null || node.Inputs.Contains(result) || Array.IndexOf(named, result) is >= 0 and var at && at < i
                ? builder.Call("Identity", result) : result;
        }
        return named;
    }

    private static Value StandIn(Graph scratch, Value input, int index)
    {
        if (input.Constant is { } constant) return scratch.AddInitializer($"x{index}", constant);
        Value value = scratch.AddInput($"x{index}", input.Type, input.Shape);
        value.Known = input.Known;
        return value;
    }

    private static DenseTensor Widened(DenseTensor tensor) =>
        tensor.Type.IsFloatingPoint() && tensor.Type != ElementType.Float64 ? TensorValues.FromDoubles(ElementType.Float64, tensor.Shape, tensor.ToDoubles()) : tensor;
}
