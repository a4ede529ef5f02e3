using Frugal.Graphs;
using Frugal.Runtime.Steps;
using Frugal.Tensors;

namespace Frugal.Runtime.Stages;

/// <summary>A node that is computed between two stages by its reference code; the bodies of control flow are networks compiled on their own.</summary>
internal sealed class InterpretedNode
{
    private readonly Node node;
    private readonly DenseTensor?[] constants;
    private readonly int[] inputs;
    private readonly int[] outputs;
    private readonly Dictionary<Graph, Body> bodies = [];

    /// <param name="node">The node.</param>
    /// <param name="cellOf">Where the tensor of a value is kept during a run.</param>
    /// <param name="compile">Makes a runner for a body.</param>
    public InterpretedNode(Node node, Func<Value, int> cellOf, Func<Graph, NetworkRunner> compile)
    {
        this.node = node;
        constants = [.. node.Inputs.Select(i => i?.Constant)];
        inputs = [.. node.Inputs.Select(i => i is null || i.IsConstant ? -1 : cellOf(i))];
        outputs = [.. node.Outputs.Select(o => o is null ? -1 : cellOf(o))];
        foreach (Graph body in node.Attributes.Subgraphs)
        {
            Graph own = GraphExtraction.Of(body, body.Nodes, body.Outputs, body.Inputs, static _ => null, out List<Value> origins);
            foreach (Value input in own.Inputs) input.Shape = null; // may differ from one iteration to the next
            bodies[body] = new Body(compile(own), [.. origins.Skip(body.Inputs.Count).Select(cellOf)]);
        }
    }

    /// <summary>Computes the node from the tensors of a run, and adds its results to them.</summary>
    public void Run(RunState state, CancellationToken cancellation)
    {
        var tensors = new DenseTensor?[inputs.Length];
        for (int i = 0; i < tensors.Length; i++) tensors[i] = inputs[i] < 0 ? constants[i] : state[inputs[i]];
        var context = new NodeContext(node) { Run = (body, given) => Run(bodies[body], given, state, cancellation), Cancellation = cancellation };
        IReadOnlyList<DenseTensor?> results = ReferenceFaults.Named(tensors, context);
        for (int o = 0; o < outputs.Length; o++)
        {
            if (outputs[o] < 0) continue;
            DenseTensor result = results[o] ?? throw new InvalidModelException($"{node.Describe()} did not compute its output number {o}.");
            ElementType declared = node.Outputs[o]!.Type;
            if (declared != ElementType.Undefined && !declared.IsContainer() && declared != result.Type)
                throw new InvalidModelException($"{node.Describe()} computed {result}, but its output number {o} is declared as {declared.DisplayName()}.");
            state[outputs[o]] = result;
        }
    }

    private static DenseTensor[] Run(Body body, ReadOnlySpan<DenseTensor> given, RunState state, CancellationToken cancellation) =>
        body.Runner.Run([.. given, .. Array.ConvertAll(body.Captures, c => state[c]!)], cancellation);

    private sealed record Body(NetworkRunner Runner, int[] Captures);
}
