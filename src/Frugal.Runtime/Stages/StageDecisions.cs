using Frugal.Graphs;
using Frugal.Tensors;

namespace Frugal.Runtime.Stages;

/// <summary>
/// Decides, with the tensors of a first run at hand, what is done with the nodes that a stage could not compile: where a few small tensors
/// (a target shape, a condition) decide the shapes of the results, these become constants of the next stage; else the node is interpreted.
/// </summary>
internal static class StageDecisions
{
    private const int LargestDecisive = 64;

    /// <summary>The continuation of a stage.</summary>
    /// <param name="stage">The stage, whose plan has run.</param>
    /// <param name="tensorOf">The tensor of a value that the stage read or computed, or null.</param>
    /// <param name="cellOf">The cell of a value.</param>
    /// <param name="compile">Makes a runner for a body.</param>
    /// <param name="onlyConditions">Whether nothing but the conditions of Ifs may become constant: other values were seen to change all the time.</param>
    /// <param name="decisive">The values that become constant.</param>
    public static StageContinuation Of(
        Stage stage, Func<Value, DenseTensor?> tensorOf, Func<Value, int> cellOf, Func<Graph, NetworkRunner> compile, bool onlyConditions, out IReadOnlyList<Value> decisive)
    {
        var constants = new List<Value>();
        var interpreted = new List<Node>();
        foreach (Node node in stage.Open)
        {
            Value[] own = node.Operator.Id == OperatorId.Onnx("If") ? [node.Inputs[0]!] : onlyConditions ? [] : Decisive(stage.Graph, node, tensorOf);
            if (own.Length == 0) interpreted.Add(node);
            else constants.AddRange(own.Except(constants).ToArray());
        }
        decisive = constants;
        Node[] rest = [.. stage.Graph.Nodes.Where(n => !interpreted.Contains(n) && (stage.Open.Contains(n) || stage.Blocked.Contains(n)))];
        var live = new HashSet<Value>(StageBuilder.Reads(rest).Concat(stage.Graph.Outputs));
        Value[] shaped = [.. interpreted.SelectMany(n => n.Outputs).OfType<Value>().Where(live.Contains)];
        Graph? remaining = rest.Length == 0 ? null : GraphExtraction.Of(stage.Graph, rest, stage.Graph.Outputs, [], static _ => null, out _);
        return new StageContinuation(
            [.. interpreted.Select(n => new InterpretedNode(n, cellOf, compile))], [.. shaped.Select(cellOf)], [.. constants.Select(cellOf)], remaining);
    }

    // The smallest set of inputs, leaving out the first ones first, whose elements let inference know the shapes of all outputs; empty where there is none.
    private static Value[] Decisive(Graph graph, Node node, Func<Value, DenseTensor?> tensorOf)
    {
        if (node.Attributes.Subgraphs.Any()) return [];
        List<Value> candidates = [.. node.Inputs.OfType<Value>().Where(v => !v.IsConstant && tensorOf(v) is { Count: <= LargestDecisive } t && IsPlain(t.Type)).Distinct()];
        if (candidates.Count == 0 || !BecomesStatic(graph, node, tensorOf, candidates)) return [];
        foreach (Value candidate in candidates.ToArray())
        {
            List<Value> fewer = [.. candidates.Where(v => v != candidate)];
            if (fewer.Count > 0 && BecomesStatic(graph, node, tensorOf, fewer)) candidates = fewer;
        }
        return [.. candidates];
    }

    private static bool IsPlain(ElementType type) => type is not (ElementType.String or ElementType.Undefined) && !type.IsContainer();

    private static bool BecomesStatic(Graph graph, Node node, Func<Value, DenseTensor?> tensorOf, List<Value> known)
    {
        Graph trial = GraphExtraction.Of(graph, [node], [.. node.Outputs.OfType<Value>()], [], v => known.Contains(v) ? tensorOf(v)!.Copy() : null, out List<Value> origins);
        for (int i = 0; i < origins.Count; i++)
            if (tensorOf(origins[i]) is { } tensor) NetworkRunner.Describe(trial.Inputs[i], tensor);
        foreach (Value output in trial.Outputs) (output.Shape, output.Known) = (null, null);
        ShapeInference.Run(trial.Nodes[0]);
        return trial.Outputs.All(o => IsPlain(o.Type) && o.Shape is { IsStatic: true });
    }
}
