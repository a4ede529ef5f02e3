using Frugal.Graphs;
using Frugal.Graphs.Onnx;
using Frugal.Graphs.Passes;
using Frugal.Runtime.Steps;
using Frugal.Tensors;

namespace Frugal.Runtime;

/// <summary>Turns a network into a plan: fold, fuse, bind kernels, place buffers. The graph given is the compiler's own copy.</summary>
internal sealed class PlanCompiler
{
    // What reshapes without moving data: the output is the same memory as the first input.
    private static readonly HashSet<OperatorId> Views =
        [.. new[] { "Reshape", "Flatten", "Squeeze", "Unsqueeze", "Identity", "Dropout" }.Select(OperatorId.Onnx)];

    private readonly Graph graph;
    private readonly PlanOptions options;
    private readonly Dictionary<Value, Operand> operands = [];
    private readonly List<SlotPlan> slots = [];
    private readonly List<CompiledStep> steps = [];
    private readonly Dictionary<Node, int> positions = [];
    private readonly HashSet<Node> done = [];
    private readonly StepCounter counter = new();

    private PlanCompiler(Graph graph, PlanOptions options)
    {
        this.graph = graph;
        this.options = options;
    }

    public static Plan Compile(Network network, PlanOptions options)
    {
        UnsupportedOperators.ThrowIfAny(network);
        Graph graph = LocalFunctions.Inlined(network).Clone().Graph;
        if (options.InputShapes is { } shapes) ShapeInference.Specialize(graph, shapes);
        else ShapeInference.RunAfresh(graph);
        Expand(graph, options);
        return new PlanCompiler(graph, options).Compile();
    }

    /// <summary>The plan of a network, or null where its shapes do not all follow from those of its inputs, or where it has control flow, texts or sequences.</summary>
    public static Plan? TryCompile(Network network, PlanOptions options)
    {
        if (network.Graph.Nodes.Any(n => n.Attributes.Subgraphs.Any())) return null;
        Graph graph = network.Clone().Graph;
        ShapeInference.Specialize(graph, options.InputShapes!);
        Expand(graph, options);
        bool known = graph.Nodes.All(n => n.Outputs.All(o => o is null || (IsNumeric(o.Type) && o.Shape is { IsStatic: true })));
        return known && graph.Inputs.All(i => IsNumeric(i.Type)) ? new PlanCompiler(graph, options).Compile() : null;
    }

    // Operators that stand for several others and have no kernel become these.
    private static void Expand(Graph graph, PlanOptions options) => Expansion.Run(graph, keep: options.UseKernels ? id => KernelTable.For(id).Any() : _ => true);

    private static bool IsNumeric(ElementType type) => type is not (ElementType.Undefined or ElementType.String) && !type.IsContainer();

    private Plan Compile()
    {
        RequireStaticShapes();
        foreach (Value value in graph.Values.Where(v => !v.IsConstant)) TensorSizes.Require(value, options.MaximumMemoryBytes);
        DefineLeaves();
        for (int i = 0; i < graph.Nodes.Count; i++) positions[graph.Nodes[i]] = i;
        foreach (Node node in graph.Nodes)
            if (!done.Contains(node)) CompileNode(node);
        return new Plan(graph, operands, slots, steps, counter, options.MaximumMemoryBytes);
    }

    private void RequireStaticShapes()
    {
        foreach (Value value in graph.Inputs)
            if (value.Shape is not { IsStatic: true })
                throw new InvalidModelException($"The input '{value.Name}' has the shape {value.Shape?.ToString() ?? "?"}; give its extents.");
        foreach (Node node in graph.Nodes)
        {
            foreach (Value? output in node.Outputs)
                if (output is { Shape: not { IsStatic: true } })
                    throw new UnsupportedOperatorException($"{node.Describe()} has an output '{output.Name}' whose shape depends on the data, which is not supported.");
        }
    }

    private void DefineLeaves()
    {
        foreach (Value input in graph.Inputs) operands[input] = AddSlot(input, SlotKind.Input, null);
        foreach (StateVariable state in graph.States) operands[state.Current] = AddSlot(state.Current, SlotKind.State, state.Initial);
        foreach (Value leaf in graph.Initializers)
            operands[leaf] = AddSlot(leaf, options.Leaves(leaf) == LeafKind.State ? SlotKind.State : SlotKind.Constant, leaf.Constant);
    }

    private void CompileNode(Node node)
    {
        if (TryFold(node) || TryView(node)) return;
        Operand?[] inputs = [.. node.Inputs.Select(OperandOf)];
        // Kernels need not know how to do nothing.
        bool isEmpty = node.Inputs.Concat(node.Outputs).Any(v => v?.Shape is { IsStatic: true, Count: { IsNumber: true, Number: 0 } });
        if (options.UseKernels && !isEmpty)
        {
            foreach (Kernel kernel in KernelTable.For(node.Operator.Id))
                if (TryBind(kernel, node, inputs, Followers(kernel, node)) || TryBind(kernel, node, inputs, [])) return;
        }
        Operand?[] outputs = Outputs(node);
        Add(new CompiledStep(node, [], new ReferenceStep(node, inputs, outputs, counter.Read), inputs, outputs, []));
    }

    // Constants are computed at once; so are small integers that shape inference knows.
    private bool TryFold(Node node)
    {
        if (node.Outputs.Count == 1 && node.Outputs[0] is { Known: { } known } output && Array.TrueForAll(known, d => d.IsNumber))
        {
            var shape = output.Shape!.ToShape();
            if (shape.Count == known.Length)
            {
                operands[output] = AddSlot(output, SlotKind.Constant, TensorValues.FromLongs(output.Type, shape, Array.ConvertAll(known, d => d.Number)));
                return true;
            }
        }
        if (node.Inputs.Count == 0 || node.Operator.DependsOnStep || node.Attributes.Subgraphs.Any() || node.Inputs.Any(i => i is not null && OperandOf(i)!.Constant is null)) return false;
        IReadOnlyList<DenseTensor?> results = ReferenceEvaluator.Run(node, [.. node.Inputs.Select(i => OperandOf(i)?.Constant)]);
        for (int i = 0; i < node.Outputs.Count; i++)
            if (node.Outputs[i] is { } value) operands[value] = AddSlot(value, SlotKind.Constant, results[i]);
        return true;
    }

    private bool TryView(Node node)
    {
        if (!Views.Contains(node.Operator.Id) || node.Outputs.Skip(1).Any(o => o is not null && IsRead(o))) return false;
        Operand source = OperandOf(node.Inputs[0])!;
        Value output = node.Output;
        int slot = slots.Count;
        slots.Add(new SlotPlan(output.Name, SlotKind.View, output.Type, output.Shape!.ToShape(), null) { ViewOf = source.Slot });
        operands[output] = new Operand(slot, output.Type, output.Shape!.ToShape(), null);
        return true;
    }

    // The chain of nodes behind this one that the kernel takes into the same pass: each the only reader of what comes before it.
    private List<(Node Node, int FlowInput)> Followers(Kernel kernel, Node node)
    {
        var followers = new List<(Node Node, int FlowInput)>();
        Value? flow = node.Outputs.Count == 1 ? node.Output : null;
        while (flow is not null && flow.Uses.Count == 1 && !graph.Outputs.Contains(flow) && !graph.States.Any(s => s.Next == flow))
        {
            (Node follower, int flowInput) = flow.Uses[0];
            bool ready = follower.Inputs.All(i => i is null || i == flow || operands.ContainsKey(i));
            if (follower.Graph != graph || follower.Outputs.Count != 1 || !ready || done.Contains(follower)) break;
            if (!kernel.CanFuse(node, follower, flowInput, [.. followers.Select(f => f.Node)])) break;
            followers.Add((follower, flowInput));
            flow = follower.Output;
        }
        return followers;
    }

    private bool TryBind(Kernel kernel, Node node, Operand?[] inputs, List<(Node Node, int FlowInput)> followers)
    {
        Node last = followers.Count > 0 ? followers[^1].Node : node;
        int slotsBefore = slots.Count;
        Operand?[] outputs = Outputs(last);
        var workspaces = new List<Operand>();
        FusedNode[] fused = [.. followers.Select(f => new FusedNode(f.Node, f.FlowInput,
            [.. f.Node.Inputs.Select((v, i) => i == f.FlowInput ? null : OperandOf(v))]))];
        var query = new KernelQuery(node, inputs, outputs, fused, options.InstructionSet, options.Accuracy, bytes =>
        {
            Operand workspace = AddSlot("workspace", SlotKind.Arena, ElementType.UInt8, new Shape(checked((int)bytes)), null);
            workspaces.Add(workspace);
            return workspace;
        });
        if (kernel.Bind(query) is not { } step)
        {
            foreach (Value? output in last.Outputs)
                if (output is not null) operands.Remove(output);
            slots.RemoveRange(slotsBefore, slots.Count - slotsBefore);
            return false;
        }
        Operand?[] allInputs = [.. inputs, .. fused.SelectMany(f => f.Inputs)];
        Add(new CompiledStep(node, [.. followers.Select(f => f.Node)], step, allInputs, outputs, workspaces));
        foreach (var (follower, _) in followers) done.Add(follower);
        return true;
    }

    private void Add(CompiledStep step)
    {
        steps.Add(step);
        done.Add(step.Node);
    }

    private Operand?[] Outputs(Node node)
    {
        var outputs = new Operand?[node.Outputs.Count];
        for (int i = 0; i < outputs.Length; i++)
            if (node.Outputs[i] is { } value && (i == 0 || IsRead(value)))
                outputs[i] = operands[value] = AddSlot(value, SlotKind.Arena, null);
        return outputs;
    }

    private bool IsRead(Value value) =>
        value.Uses.Count > 0 || graph.Outputs.Contains(value) || graph.States.Any(s => s.Next == value);

    private Operand? OperandOf(Value? value) => value is null ? null : operands[value];

    private Operand AddSlot(Value value, SlotKind kind, DenseTensor? tensor) => AddSlot(value.Name, kind, value.Type, value.Shape!.ToShape(), tensor);

    private Operand AddSlot(string name, SlotKind kind, ElementType type, Shape shape, DenseTensor? tensor)
    {
        slots.Add(new SlotPlan(name, kind, type, shape, tensor));
        return new Operand(slots.Count - 1, type, shape, kind == SlotKind.Constant ? tensor : null);
    }
}
