using Frugal.Graphs;
using Frugal.Graphs.Passes;
using Frugal.Tensors;

namespace Frugal.Runtime.Stages;

/// <summary>
/// Cuts off the front of a graph what can be compiled now: walks along the nodes with the shapes at hand, computes small constants, puts the
/// branch in the place of each If whose condition is known, and stops at nodes whose results' shapes are not.
/// </summary>
internal sealed class StageBuilder
{
    // What shapes are computed from is small; larger constants are folded when the plan is compiled.
    private const long LargestFolded = 1 << 14;

    private readonly Graph graph;
    private readonly List<Node> compiled = [], open = [], blocked = [];
    private readonly HashSet<Value> unknown = [];

    private readonly SessionOptions options;

    private StageBuilder(Graph graph, SessionOptions options)
    {
        this.graph = graph;
        this.options = options;
    }

    /// <summary>Whether an If was resolved, so that its branch may be simplified together with what is around it.</summary>
    private bool resolved;

    /// <summary>The first stage of a graph whose inputs have known types and shapes; the graph becomes the stage's own.</summary>
    public static Stage Build(Graph graph, Func<Value, int> cellOf, SessionOptions options)
    {
        Forget(graph);
        var builder = new StageBuilder(graph, options);
        builder.Walk();
        return builder.Cut(cellOf);
    }

    /// <summary>The values that nodes read, their subgraphs included.</summary>
    public static IEnumerable<Value> Reads(IEnumerable<Node> nodes) => nodes.SelectMany(Graph.Reads);

    private static void Forget(Graph graph)
    {
        foreach (Value value in graph.Values)
            if (value.Producer is not null) (value.Shape, value.Known) = (null, null);
    }

    private void Walk()
    {
        for (int i = 0; i < graph.Nodes.Count;)
        {
            Node node = graph.Nodes[i];
            if (Graph.Reads(node).Any(unknown.Contains)) Stop(node, blocked);
            else
            {
                ShapeInference.Run(node);
                foreach (Value? output in node.Outputs)
                    if (output is not null) TensorSizes.Require(output, options.MaximumMemoryBytes);
                if (TryFold(node) || TryResolve(node)) continue;
                if (IsStatic(node)) compiled.Add(node);
                else Stop(node, open);
            }
            i++;
        }
    }

    private void Stop(Node node, List<Node> list)
    {
        list.Add(node);
        foreach (Value? output in node.Outputs)
            if (output is not null) unknown.Add(output);
    }

    private bool TryFold(Node node)
    {
        if (node.Outputs is [{ Known: { } known, Shape: { IsStatic: true } shape, Type: ElementType.Int32 or ElementType.Int64 or ElementType.Bool } output]
            && Array.TrueForAll(known, d => d.IsNumber) && shape.Count == known.Length)
            return Replace(node, [TensorValues.FromLongs(output.Type, shape.ToShape(), Array.ConvertAll(known, d => d.Number))]);
        if (!FoldConstants.IsDeterministic(node) || node.Attributes.Subgraphs.Any() || node.Inputs.Any(i => i is { IsConstant: false })) return false;
        if (node.Inputs.Sum(i => i is null ? 0 : BytesOf(i.Constant!)) > LargestFolded || node.Outputs.Any(o => o?.Shape is { IsStatic: true } s && s.Count.Number > LargestFolded)) return false;
        return Replace(node, ReferenceEvaluator.Run(node, [.. node.Inputs.Select(i => i?.Constant)]));
    }

    private static long BytesOf(DenseTensor tensor) => tensor.Type.IsContainer() || tensor.Type == ElementType.String ? tensor.Count * 64 : tensor.ByteCount;

    private bool Replace(Node node, IReadOnlyList<DenseTensor?> results)
    {
        for (int i = 0; i < node.Outputs.Count; i++)
            if (node.Outputs[i] is not null && (results[i] is not { } result || result.Type.IsContainer())) return false;
        for (int i = 0; i < node.Outputs.Count; i++)
            if (node.Outputs[i] is { } output) NodeEdits.TurnIntoInitializer(output, results[i]!);
        graph.RemoveNode(node);
        return true;
    }

    private bool TryResolve(Node node)
    {
        if (node.Operator.Id != OperatorId.Onnx("If") || node.Inputs[0]?.Constant is not { Count: 1 } condition) return false;
        GraphExtraction.InlineBranch(node, (Graph)node.Attributes.Find(condition.ToLongs()[0] != 0 ? "then_branch" : "else_branch")!);
        return resolved = true;
    }

    private static bool IsStatic(Node node) => !node.Attributes.Subgraphs.Any()
        && node.Inputs.All(i => i is null || IsNumeric(i.Type))
        && node.Outputs.All(o => o is null || (IsNumeric(o.Type) && o.Shape is { IsStatic: true }));

    private static bool IsNumeric(ElementType type) => type is not (ElementType.Undefined or ElementType.String) && !type.IsContainer();

    private Stage Cut(Func<Value, int> cellOf)
    {
        graph.RemoveUnused();
        var alive = new HashSet<Node>(graph.Nodes);
        foreach (List<Node> list in (List<Node>[])[compiled, open, blocked]) list.RemoveAll(n => !alive.Contains(n));
        var needed = new HashSet<Value>(Reads(open.Concat(blocked)).Concat(graph.Outputs));
        Value[] given = [.. compiled.SelectMany(n => n.Outputs).OfType<Value>().Where(needed.Contains)];
        Plan? plan = null;
        List<Value> origins = [];
        if (given.Length > 0)
        {
            // Inputs of the network stay in their order, so that a network of one stage has the plan that its inputs fit.
            var read = new HashSet<Value>(Reads(compiled));
            var network = new Network(GraphExtraction.Of(graph, compiled, given, graph.Inputs.Where(read.Contains), static _ => null, out origins));
            if (resolved && options.Simplify) network = Simplification.ForInference(network);
            plan = Plan.Compile(network, options.ForPlans(null));
        }
        return new Stage { Graph = graph, Plan = plan, Inputs = [.. origins.Select(cellOf)], Outputs = [.. given.Select(cellOf)], Open = open, Blocked = blocked };
    }
}
