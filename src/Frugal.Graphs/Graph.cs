using Frugal.Tensors;

namespace Frugal.Graphs;

/// <summary>
/// Nodes and the values between them. All edits go through the methods here, which keep use lists right. Nodes stand in an order in
/// which every value is computed before it is read, or are brought into one by <see cref="Sort"/>.
/// </summary>
public sealed class Graph
{
    private readonly List<Value> inputs = [];
    private readonly List<Value> outputs = [];
    private readonly List<Node> nodes = [];
    private readonly List<StateVariable> states = [];
    private readonly Dictionary<string, Value> values = [];
    private int nextName;

    /// <summary>An empty graph; <paramref name="parent"/> is the graph around a subgraph.</summary>
    public Graph(string name = "", Graph? parent = null)
    {
        Name = name;
        Parent = parent;
    }

    /// <summary>The graph's name.</summary>
    public string Name { get; set; }

    /// <summary>Documentation from the file.</summary>
    public string? Documentation { get; set; }

    /// <summary>The graph around this subgraph, or null.</summary>
    public Graph? Parent { get; }

    /// <summary>What a caller feeds, in order. Initializers are not among them.</summary>
    public IReadOnlyList<Value> Inputs => inputs;

    /// <summary>What a caller gets, in order.</summary>
    public IReadOnlyList<Value> Outputs => outputs;

    /// <summary>The nodes, in order of computation.</summary>
    public IReadOnlyList<Node> Nodes => nodes;

    /// <summary>The state variables.</summary>
    public IReadOnlyList<StateVariable> States => states;

    /// <summary>All values defined in this graph, in the order of their making.</summary>
    public IReadOnlyCollection<Value> Values => values.Values;

    /// <summary>The initializers, in the order of their making.</summary>
    public IEnumerable<Value> Initializers => values.Values.Where(v => v.IsConstant);

    /// <summary>The value of a name, in this graph or one around it, or null.</summary>
    public Value? Find(string name) => values.GetValueOrDefault(name) ?? Parent?.Find(name);

    /// <summary>Adds an input.</summary>
    public Value AddInput(string name, ElementType type, SymbolicShape? shape)
    {
        Value value = Define(name);
        value.Type = type;
        value.Shape = shape;
        inputs.Add(value);
        return value;
    }

    /// <summary>Adds an initializer; the tensor must not change afterwards. A name in use gets a number behind it.</summary>
    public Value AddInitializer(string name, DenseTensor tensor)
    {
        Value value = Define(UniqueName(name));
        SetConstant(value, tensor);
        return value;
    }

    /// <summary>Gives an initializer another tensor, possibly of another shape.</summary>
    public void SetConstant(Value value, DenseTensor tensor)
    {
        Require(value.Producer is null && value.State is null && !inputs.Contains(value), $"'{value.Name}' is computed or fed and cannot be constant");
        value.Constant = tensor;
        value.Type = tensor.Type;
        value.Shape = SymbolicShape.Of(tensor.Shape);
        value.Known = KnownElements(tensor);
    }

    /// <summary>Adds a state variable with the value that it has before the first run.</summary>
    public StateVariable AddState(string name, DenseTensor initial)
    {
        Value value = Define(UniqueName(name));
        value.Type = initial.Type;
        value.Shape = SymbolicShape.Of(initial.Shape);
        var state = new StateVariable(value, initial);
        value.State = state;
        states.Add(state);
        return state;
    }

    /// <summary>Makes a value an output of the graph; the same value may be an output twice.</summary>
    public void AddOutput(Value value) => outputs.Add(value);

    /// <summary>Replaces an output of the graph.</summary>
    public void SetOutput(int index, Value value) => outputs[index] = value;

    /// <summary>Removes an output of the graph; what computed it stays.</summary>
    public void RemoveOutput(int index) => outputs.RemoveAt(index);

    /// <summary>Removes an input that nobody reads.</summary>
    public void RemoveInput(Value value)
    {
        Require(value.uses.Count == 0, $"the input '{value.Name}' is still read");
        inputs.Remove(value);
        values.Remove(value.Name);
    }

    /// <summary>Adds a node behind all others. Output names may be null (a left-out output) or empty (a fresh name).</summary>
    public Node AddNode(Operator op, ReadOnlySpan<Value?> nodeInputs, ReadOnlySpan<string?> outputNames, NodeAttributes? attributes = null, string name = "") =>
        InsertNode(nodes.Count, op, nodeInputs, outputNames, attributes, name);

    /// <summary>Adds a node at a position among the others.</summary>
    public Node InsertNode(int position, Operator op, ReadOnlySpan<Value?> nodeInputs, ReadOnlySpan<string?> outputNames, NodeAttributes? attributes = null, string name = "")
    {
        var results = new Value?[outputNames.Length];
        for (int i = 0; i < results.Length; i++)
            if (outputNames[i] is { } outputName)
                results[i] = Define(outputName.Length > 0 ? outputName : UniqueName(op.Id.Name.ToLowerInvariant()));
        var node = new Node(this, op, nodeInputs.ToArray(), results, attributes ?? NodeAttributes.Empty, name);
        foreach (Value? result in results)
            if (result is not null) result.Producer = node;
        for (int i = 0; i < node.inputs.Length; i++) node.inputs[i]?.uses.Add(new Use(node, i));
        nodes.Insert(position, node);
        return node;
    }

    /// <summary>The position of a node among the others.</summary>
    public int PositionOf(Node node) => nodes.IndexOf(node);

    /// <summary>Changes what a node reads; an index beyond its inputs adds one, with left-out inputs before it.</summary>
    public void SetInput(Node node, int index, Value? value)
    {
        if (index >= node.inputs.Length) Array.Resize(ref node.inputs, index + 1);
        node.inputs[index]?.uses.Remove(new Use(node, index));
        node.inputs[index] = value;
        value?.uses.Add(new Use(node, index));
    }

    /// <summary>Changes a node's attributes.</summary>
    public void SetAttributes(Node node, NodeAttributes attributes) => node.Attributes = attributes;

    /// <summary>Lets everything that reads one value, outputs of the graph included, read another.</summary>
    public void ReplaceUses(Value old, Value replacement)
    {
        foreach (Use use in old.uses.ToArray()) SetInput(use.Node, use.Index, replacement);
        for (int i = 0; i < outputs.Count; i++)
            if (outputs[i] == old) outputs[i] = replacement;
        foreach (StateVariable state in states)
            if (state.Next == old) state.Next = replacement;
    }

    /// <summary>Removes a node and its outputs, which nobody may read any more.</summary>
    public void RemoveNode(Node node)
    {
        foreach (Value? output in node.outputs)
            Require(output is null || (output.uses.Count == 0 && !outputs.Contains(output)), $"an output of {node.Describe()} is still read");
        Detach(node);
        foreach (Value? output in node.outputs)
            if (output is not null) values.Remove(output.Name);
        nodes.Remove(node);
    }

    /// <summary>Removes nodes, states and initializers that contribute to no output; the number of nodes removed.</summary>
    public int RemoveUnused()
    {
        var live = LiveNodes();
        int removed = nodes.Count - live.Count;
        for (int i = nodes.Count - 1; i >= 0; i--)
        {
            Node node = nodes[i];
            if (live.Contains(node)) continue;
            Detach(node);
            foreach (Value? output in node.outputs)
                if (output is not null) values.Remove(output.Name);
            nodes.RemoveAt(i);
        }
        HashSet<Value> givenOn = GivenOnBySubgraphs();
        foreach (Value value in values.Values.ToArray())
        {
            if (value.uses.Count > 0 || value.Producer is not null || inputs.Contains(value) || outputs.Contains(value) || givenOn.Contains(value)) continue;
            values.Remove(value.Name);
            if (value.State is { } state) states.Remove(state);
        }
        return removed;
    }

    /// <summary>Gives a node another name; names of nodes are for people and need not be unique.</summary>
    public void Rename(Node node, string name) => node.Name = name;

    /// <summary>Gives a value another name.</summary>
    /// <exception cref="InvalidModelException">The name is taken.</exception>
    public void Rename(Value value, string name)
    {
        if (value.Name == name) return;
        Require(!values.ContainsKey(name), $"the name '{name}' is taken");
        values.Remove(value.Name);
        value.Name = name;
        values.Add(name, value);
    }

    /// <summary>Brings the nodes into an order in which values are computed before they are read, keeping the order where it is free.</summary>
    /// <exception cref="InvalidModelException">The nodes form a cycle.</exception>
    public void Sort()
    {
        var position = new Dictionary<Node, int>();
        for (int i = 0; i < nodes.Count; i++) position[nodes[i]] = i;
        var waiting = nodes.ToDictionary(n => n, n => Dependencies(n).Count());
        var ready = new PriorityQueue<Node, int>(nodes.Where(n => waiting[n] == 0).Select(n => (n, position[n])));
        var followers = nodes.SelectMany(n => Dependencies(n).Select(d => (d, n))).ToLookup(p => p.d, p => p.n);
        var sorted = new List<Node>(nodes.Count);
        while (ready.TryDequeue(out Node? node, out _))
        {
            sorted.Add(node);
            foreach (Node follower in followers[node])
                if (--waiting[follower] == 0) ready.Enqueue(follower, position[follower]);
        }
        if (sorted.Count < nodes.Count)
            throw new InvalidModelException($"The graph has a cycle through {nodes.First(n => waiting[n] > 0).Describe()}.");
        nodes.Clear();
        nodes.AddRange(sorted);
    }

    /// <summary>Proves that the graph is consistent: use lists, producers, order, unique definitions, outputs that are defined.</summary>
    /// <exception cref="InvalidModelException">It is not.</exception>
    public void Check()
    {
        var defined = new HashSet<Value>(values.Values.Where(v => v.Producer is null));
        foreach (Node node in nodes)
        {
            foreach (Value read in Reads(node))
                Require(read.Graph != this || defined.Contains(read), $"{node.Describe()} reads '{read.Name}', which is not defined before it");
            for (int i = 0; i < node.inputs.Length; i++)
                Require(node.inputs[i] is not { } input || input.uses.Contains(new Use(node, i)), $"the use list of '{node.inputs[i]?.Name}' lacks {node.Describe()}");
            foreach (Value? output in node.outputs)
            {
                if (output is null) continue;
                Require(output.Producer == node && values.GetValueOrDefault(output.Name) == output && defined.Add(output), $"'{output.Name}' is not defined exactly once");
            }
            foreach (Graph subgraph in node.Attributes.Subgraphs) subgraph.Check();
        }
        foreach (Value value in values.Values)
            foreach (Use use in value.uses)
                Require(use.Node.inputs[use.Index] == value, $"the use list of '{value.Name}' names {use.Node.Describe()}, which does not read it");
        foreach (Value output in outputs)
            Require(output.Graph != this || defined.Contains(output), $"the output '{output.Name}' is not defined");
    }

    /// <summary>A name that no value has, made from a hint.</summary>
    public string UniqueName(string hint)
    {
        if (hint.Length > 0 && Find(hint) is null) return hint;
        string name;
        do name = $"{hint}_{++nextName}"; while (Find(name) is not null);
        return name;
    }

    /// <summary>Everything a node reads, captures of its subgraphs included.</summary>
    public static IEnumerable<Value> Reads(Node node)
    {
        foreach (Value? input in node.inputs)
            if (input is not null) yield return input;
        foreach (Graph subgraph in node.Attributes.Subgraphs)
            foreach (Value read in subgraph.nodes.SelectMany(Reads).Concat(subgraph.outputs))
                if (read.Graph != subgraph) yield return read;
    }

    private IEnumerable<Node> Dependencies(Node node) =>
        Reads(node).Select(v => v.Producer).OfType<Node>().Where(p => p.Graph == this).Distinct();

    // A node that goes reads nothing any more, and neither do the nodes inside it.
    private void Detach(Node node)
    {
        for (int i = 0; i < node.inputs.Length; i++) SetInput(node, i, null);
        foreach (Graph subgraph in node.Attributes.Subgraphs)
            foreach (Node inner in subgraph.nodes) Detach(inner);
    }

    // What subgraphs give on as outputs of their own; use lists do not show it.
    private HashSet<Value> GivenOnBySubgraphs() =>
        [.. nodes.Where(n => n.Attributes.Subgraphs.Any()).SelectMany(Reads)];

    private HashSet<Node> LiveNodes()
    {
        var live = new HashSet<Node>();
        var pending = new Stack<Node>();
        void Mark(Value? value)
        {
            if (value?.Producer is { } producer && producer.Graph == this && live.Add(producer)) pending.Push(producer);
        }
        foreach (Value output in outputs) Mark(output);
        foreach (StateVariable state in states) Mark(state.Next);
        while (pending.TryPop(out Node? node))
            foreach (Value read in Reads(node)) Mark(read);
        return live;
    }

    private Value Define(string name)
    {
        Require(!values.ContainsKey(name), $"'{name}' is defined twice");
        var value = new Value(this, name);
        values.Add(name, value);
        return value;
    }

    private static Dimension[]? KnownElements(DenseTensor tensor) =>
        tensor.Type is ElementType.Int64 or ElementType.Int32 && tensor.Count <= 64
            ? Array.ConvertAll(tensor.ToLongs(), x => (Dimension)x)
            : null;

    private static void Require(bool condition, string problem)
    {
        if (!condition) throw new InvalidModelException($"The graph is not valid: {problem}.");
    }
}
