using System.Collections.Concurrent;
using Frugal.Graphs;
using Frugal.Kernels;
using Frugal.Tensors;

namespace Frugal.Runtime.Stages;

/// <summary>
/// Runs a graph in stages, each compiled when the shapes of what it reads are first seen, and kept. A network whose shapes follow from those
/// of its inputs is one stage. Safe to call from many threads at once.
/// </summary>
internal sealed class NetworkRunner
{
    // From so many compilations on, a key that seldom comes again is given up.
    private const int ManyMisses = 16;
    private const int LargestKeyedInput = 8;

    private readonly Graph graph;
    private readonly SessionOptions options;
    private readonly WorkerPool pool;
    private readonly StageCache stages;
    private readonly IdleStack<RunState> idle = new();
    private readonly ConcurrentDictionary<string, int> cells = new();
    private readonly Lock compiling = new();
    private readonly int[] inputCells;
    private int[] keyed = [];
    private bool keysGivenUp;
    private int firstMisses, runs;

    public NetworkRunner(Graph graph, SessionOptions options)
    {
        this.graph = graph;
        this.options = options;
        pool = options.Pool ?? WorkerPool.Shared;
        stages = new StageCache(Math.Max(1, options.MaximumPlans));
        inputCells = [.. graph.Inputs.Select(CellOf)];
    }

    /// <summary>How many stages are kept.</summary>
    public int StageCount => stages.Count;

    /// <summary>Computes the outputs, each with memory of its own.</summary>
    public DenseTensor[] Run(ReadOnlySpan<DenseTensor> inputs, CancellationToken cancellation)
    {
        RunState state = Start(inputs);
        try
        {
            Stage last = Execute(state, cancellation);
            var outputs = new DenseTensor[graph.Outputs.Count];
            for (int i = 0; i < outputs.Length; i++) outputs[i] = Output(last, i, state).Copy();
            return outputs;
        }
        finally
        {
            End(state);
        }
    }

    /// <summary>Computes the outputs into tensors of the caller.</summary>
    public void Run(ReadOnlySpan<DenseTensor> inputs, ReadOnlySpan<DenseTensor> outputs, CancellationToken cancellation)
    {
        RunState state = Start(inputs);
        try
        {
            Stage last = Execute(state, cancellation, outputs);
            for (int i = 0; i < outputs.Length; i++) CopyTo(outputs[i], Output(last, i, state), graph.Outputs[i].Name);
        }
        finally
        {
            End(state);
        }
    }

    /// <summary>The only plan for inputs like these, or null where the network runs in several stages or parts of it are interpreted.</summary>
    public Plan? SinglePlan(ReadOnlySpan<DenseTensor> inputs)
    {
        RunState state = Start(inputs);
        try
        {
            Stage first = First(state);
            return first.IsLast && first.Plan is { } plan && first.Inputs.AsSpan().SequenceEqual(inputCells) && first.Outputs.Length == graph.Outputs.Count ? plan : null;
        }
        finally
        {
            End(state);
        }
    }

    /// <summary>Tells a value what it is from a tensor.</summary>
    public static void Describe(Value input, DenseTensor tensor)
    {
        input.Type = tensor.Type;
        input.Known = null;
        input.Shape = tensor.Type.IsContainer() ? null : SymbolicShape.Of(tensor.Shape);
        if (tensor.Type.IsContainer() && tensor.Items.Count > 0) input.ItemType = tensor.Items[0].Type;
    }

    private RunState Start(ReadOnlySpan<DenseTensor> inputs)
    {
        RunState state = idle.TryTake() ?? new RunState();
        for (int i = 0; i < inputs.Length; i++) state[inputCells[i]] = inputs[i];
        return state;
    }

    private void End(RunState state)
    {
        state.Clear();
        idle.Add(state);
    }

    private Stage Execute(RunState state, CancellationToken cancellation, ReadOnlySpan<DenseTensor> targets = default)
    {
        Stage stage = First(state);
        while (true)
        {
            if (stage.Plan is { } plan)
            {
                PlanContext context = state.Rent(plan);
                ReadOnlySpan<DenseTensor> inputs = state.Gather(stage.Inputs);
                if (stage.IsLast) SetTargets(context, stage, inputs, targets);
                context.Run(inputs, pool, null, cancellation);
                for (int i = 0; i < stage.Outputs.Length; i++) state[stage.Outputs[i]] = context.Output(i);
            }
            if (stage.IsLast) return stage;
            StageContinuation continuation = stage.Continuation ?? Decide(stage, state, onlyConditions: false);
            foreach (InterpretedNode node in continuation.Interpreted)
            {
                cancellation.ThrowIfCancellationRequested();
                node.Run(state, cancellation);
            }
            if (continuation.Rest is null) return stage;
            stage = Next(stage, continuation, state);
        }
    }

    // The last stage computes the caller's tensors directly where it can.
    private void SetTargets(PlanContext context, Stage stage, ReadOnlySpan<DenseTensor> inputs, ReadOnlySpan<DenseTensor> targets)
    {
        for (int i = 0; i < targets.Length; i++)
        {
            Value output = stage.Graph.Outputs[i];
            int planned = output.Constant is null ? Array.IndexOf(stage.Outputs, CellOf(output)) : -1;
            if (planned >= 0) context.Target(planned, targets[i], inputs);
        }
    }

    private DenseTensor Output(Stage last, int index, RunState state)
    {
        Value output = last.Graph.Outputs[index];
        return output.Constant ?? state[CellOf(output)] ?? throw new InvalidModelException($"The output '{graph.Outputs[index].Name}' was not computed.");
    }

    private static void CopyTo(DenseTensor target, DenseTensor result, string name)
    {
        if (result.Type.IsContainer() || result.Type == ElementType.String)
            throw new ArgumentException($"Output '{name}' is {result}, which cannot be written into a given tensor; use the Run that returns its results.");
        if (target.Type != result.Type || target.Shape != result.Shape) throw new ArgumentException($"Output '{name}' is {result}; the tensor given for it is {target}.");
        if (!ReferenceEquals(result, target)) result.Bytes.CopyTo(target.Bytes);
    }

    private int CellOf(Value value) => cells.TryGetValue(value.Name, out int cell) ? cell : AddCell(value.Name);

    private int AddCell(string name)
    {
        lock (cells) return cells.GetOrAdd(name, static (_, count) => count, cells.Count);
    }

    private Stage First(RunState state)
    {
        runs++;
        return stages.Find(null, state) ?? CompileFirst(state);
    }

    private Stage CompileFirst(RunState state)
    {
        lock (compiling)
        {
            if (stages.Find(null, state) is { } found) return found;
            if (keyed.Length > 0 && ++firstMisses > ManyMisses && firstMisses > runs / 2) GiveUpKeys();
            CheckInputs(state);
            Stage stage = keyed.Length == 0 && TryWhole(state) is { } whole ? whole : StageBuilder.Build(Specialized(graph, keyed, state), CellOf, options);
            stages.Add(new StageCache.Entry(null, stage, inputCells, keyed, state));
            return stage;
        }
    }

    private Stage Next(Stage before, StageContinuation continuation, RunState state)
    {
        if (stages.Find(continuation, state) is { } known)
        {
            before.Hits++;
            return known;
        }
        lock (compiling)
        {
            if (stages.Find(continuation, state) is { } found) return found;
            // Where the elements differ from run to run, nodes that need them are interpreted from the next run on, and shapes alone choose.
            if (++before.Misses > ManyMisses && before.Misses > before.Hits && continuation.Decisive.Length > 0 && !before.OnlyConditions)
                Decide(before, state, onlyConditions: true);
            Stage stage = StageBuilder.Build(Specialized(continuation.Rest!, continuation.Decisive, state), CellOf, options);
            stages.Add(new StageCache.Entry(continuation, stage, continuation.Shaped, continuation.Decisive, state));
            return stage;
        }
    }

    // A network without control flow whose shapes all follow from the inputs' is compiled as it is.
    private Stage? TryWhole(RunState state)
    {
        Shape[] shapes = new Shape[inputCells.Length];
        for (int i = 0; i < shapes.Length; i++)
        {
            if (state[inputCells[i]]!.Type.IsContainer()) return null;
            shapes[i] = state[inputCells[i]]!.Shape;
        }
        if (PlanCompiler.TryCompile(new Network(graph), options.ForPlans(shapes)) is not { } plan) return null;
        return new Stage { Graph = graph, Plan = plan, Inputs = inputCells, Outputs = [.. graph.Outputs.Select(CellOf)], Open = [], Blocked = [] };
    }

    private Graph Specialized(Graph source, int[] constant, RunState state)
    {
        Graph own = GraphExtraction.Of(
            source, source.Nodes, source.Outputs, [], v => v.Producer is null && Array.IndexOf(constant, CellOf(v)) >= 0 ? state[CellOf(v)]!.Copy() : null, out List<Value> origins);
        for (int i = 0; i < origins.Count; i++) Describe(own.Inputs[i], state[CellOf(origins[i])]!);
        return own;
    }

    private StageContinuation Decide(Stage stage, RunState state, bool onlyConditions)
    {
        lock (compiling)
        {
            if (!onlyConditions && stage.Continuation is { } known) return known;
            StageContinuation continuation = StageDecisions.Of(
                stage, v => v.Constant ?? state[CellOf(v)], CellOf, body => new NetworkRunner(body, options), onlyConditions, out IReadOnlyList<Value> decisive);
            stage.Continuation = continuation;
            stage.OnlyConditions = onlyConditions;
            KeyInputs(stage, decisive, state);
            return continuation;
        }
    }

    // What a few small integer inputs decide is decided before the first stage: the network then runs as one plan for each of their values.
    private void KeyInputs(Stage stage, IReadOnlyList<Value> decisive, RunState state)
    {
        if (keysGivenUp) return;
        var sources = new HashSet<int>(keyed);
        foreach (Value value in decisive)
        {
            Value[] leaves = [.. LeavesOf(value).Distinct()];
            bool small = leaves.Length > 0 && leaves.All(l => Array.IndexOf(inputCells, CellOf(l)) >= 0
                && state[CellOf(l)] is { Count: <= LargestKeyedInput } t && (t.Type.IsInteger() || t.Type == ElementType.Bool));
            if (small) sources.UnionWith(leaves.Select(CellOf));
        }
        if (sources.Count == keyed.Length) return;
        keyed = [.. sources.Order()];
        stages.Clear();
    }

    private void GiveUpKeys()
    {
        keyed = [];
        keysGivenUp = true;
        stages.Clear();
    }

    private static IEnumerable<Value> LeavesOf(Value value) =>
        value.Producer is { } producer ? producer.Inputs.OfType<Value>().SelectMany(LeavesOf) : value.IsConstant ? [] : [value];

    private void CheckInputs(RunState state)
    {
        for (int i = 0; i < inputCells.Length; i++)
        {
            Value input = graph.Inputs[i];
            DenseTensor tensor = state[inputCells[i]]!;
            if (input.Type is not (ElementType.Undefined or ElementType.Optional) && input.Type != tensor.Type)
                throw new ArgumentException($"The network's input '{input.Name}' is {input.Type.DisplayName()}; {tensor} was given.");
            if (!tensor.Type.IsContainer()) ShapeInference.CheckFits(input, tensor.Shape);
        }
    }
}
