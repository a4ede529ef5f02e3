using Frugal.Tensors;

namespace Frugal.Graphs.Onnx;

/// <summary>
/// Makes graphs of messages: resolves names, converts old forms of operators to the newest, and infers types and shapes on the way, so that
/// an operator that reads an old form can see the shapes of its inputs.
/// </summary>
internal sealed class GraphAssembler(OnnxSource source, IReadOnlyDictionary<string, int> opsets, IReadOnlySet<OperatorId> functions)
{
    private readonly Dictionary<OperatorId, Operator> operators = [];

    /// <summary>Where a name is looked up: in a graph, then in those around it.</summary>
    private sealed class Scope(Scope? outer)
    {
        public Dictionary<string, Value> Values { get; } = [];

        public Value? Find(string name) => Values.GetValueOrDefault(name) ?? outer?.Find(name);
    }

    public Graph Assemble(GraphMessage message) => Assemble(message, null, null);

    /// <summary>
    /// Appends the nodes of a function's body to a graph. Names in the body are unique in the graph already.
    /// </summary>
    /// <param name="nodes">The nodes, in any order.</param>
    /// <param name="inputs">What the names that the body does not define stand for.</param>
    /// <param name="outputs">The names of the results.</param>
    /// <param name="graph">The graph.</param>
    /// <returns>The values of the results.</returns>
    public Value[] Append(IEnumerable<NodeMessage> nodes, IEnumerable<(string Name, Value Value)> inputs, IEnumerable<string> outputs, Graph graph)
    {
        var body = new GraphMessage();
        body.Nodes.AddRange(nodes);
        var scope = new Scope(null);
        foreach (var (name, value) in inputs) scope.Values[name] = value;
        var taken = new HashSet<string>(body.Nodes.SelectMany(n => n.Outputs));
        foreach (NodeMessage node in NodeOrder.Sorted(source, body)) AddNode(node, graph, scope, [], taken);
        return [.. outputs.Select(o => scope.Find(o) ?? throw source.Fail(0, $"the function's output '{o}' is not computed by any of its nodes"))];
    }

    private Graph Assemble(GraphMessage message, Graph? parent, Scope? outer)
    {
        var graph = new Graph(message.Name, parent) { Documentation = message.Documentation };
        var scope = new Scope(outer);
        AddInputs(message, graph, scope);
        AddInitializers(message, graph, scope);
        var taken = new HashSet<string>(message.Nodes.SelectMany(n => n.Outputs));
        var declared = new Dictionary<string, ValueMessage>();
        foreach (ValueMessage value in message.Values.Concat(message.Outputs)) declared[value.Name] = value;
        foreach (NodeMessage node in NodeOrder.Sorted(source, message)) AddNode(node, graph, scope, declared, taken);
        foreach (ValueMessage output in message.Outputs)
        {
            Value value = scope.Find(output.Name) ?? throw source.Fail(output.Position, $"the output '{output.Name}' is not computed by any node");
            value.Documentation ??= output.Documentation;
            graph.AddOutput(value);
        }
        return graph;
    }

    private void AddInputs(GraphMessage message, Graph graph, Scope scope)
    {
        HashSet<string> initialized = [.. message.Initializers.Select(i => i.Name)];
        foreach (ValueMessage input in message.Inputs)
        {
            if (initialized.Contains(input.Name)) continue;
            CheckNewName(input.Name, input.Position, scope, "an input");
            Value value = graph.AddInput(input.Name, input.Type, input.Shape);
            value.ItemType = input.ItemType;
            value.Documentation = input.Documentation;
            scope.Values.Add(input.Name, value);
        }
    }

    private void AddInitializers(GraphMessage message, Graph graph, Scope scope)
    {
        foreach (TensorMessage initializer in message.Initializers)
        {
            CheckNewName(initializer.Name, initializer.Position, scope, "an initializer");
            Value value = graph.AddInitializer(initializer.Name, initializer.Tensor);
            value.Documentation = initializer.Documentation;
            scope.Values.Add(initializer.Name, value);
        }
    }

    private void CheckNewName(string name, int position, Scope scope, string what)
    {
        if (name.Length == 0) throw source.Fail(position, $"{what} has no name");
        if (scope.Values.ContainsKey(name)) throw source.Fail(position, $"the name '{name}' of {what} is taken already");
    }

    private void AddNode(NodeMessage message, Graph graph, Scope scope, Dictionary<string, ValueMessage> declared, HashSet<string> taken)
    {
        foreach (string output in message.Outputs)
            if (output.Length > 0) CheckNewName(output, message.Position, scope, $"an output of {message.Describe()}");
        if (ConstantOf(message) is { } tensor)
        {
            AddConstant(message, tensor, graph, scope);
            return;
        }
        var (op, form) = NewestForm(message, graph, scope, taken);
        string?[] outputNames = [.. message.Outputs.Select(o => o.Length > 0 ? o : null)];
        Node node = graph.AddNode(op, form.Inputs.ToArray(), outputNames, form.Attributes, message.Name);
        node.Documentation = message.Documentation;
        foreach (Value? output in node.Outputs)
        {
            if (output is null) continue;
            scope.Values.Add(output.Name, output);
            if (declared.TryGetValue(output.Name, out ValueMessage? declaration)) Declare(output, declaration);
        }
        Infer(node, message);
    }

    // Constant nodes become initializers; those that hold a sparse tensor stay what they are.
    private static DenseTensor? ConstantOf(NodeMessage message) =>
        message.Id == OperatorId.Onnx("Constant") && message.Outputs is [{ Length: > 0 }] && !message.Subgraphs.Any()
            ? Operators.Constant.Tensor(NodeAttributes.Of(message.Attributes.Select(a => KeyValuePair.Create(a.Name, a.Value))))
            : null;

    private static void AddConstant(NodeMessage message, DenseTensor tensor, Graph graph, Scope scope)
    {
        Value value = graph.AddInitializer(message.Outputs[0], tensor);
        value.Documentation = message.Documentation;
        scope.Values.Add(message.Outputs[0], value);
    }

    private static void Declare(Value value, ValueMessage declaration)
    {
        value.Type = declaration.Type;
        value.Shape = declaration.Shape;
        value.ItemType = declaration.ItemType;
        value.Documentation = declaration.Documentation;
    }

    private (Operator Operator, NodeForm Form) NewestForm(NodeMessage message, Graph graph, Scope scope, HashSet<string> taken)
    {
        Value?[] inputs = [.. message.Inputs.Select(name => name.Length == 0 ? null : scope.Find(name)
            ?? throw source.Fail(message.Position, $"{message.Describe()} reads '{name}', which is neither an input, an initializer nor computed by any node"))];
        var attributes = NodeAttributes.Of(message.Attributes.Select(a => KeyValuePair.Create(a.Name, Attribute(a.Value, graph, scope))));
        var form = new NodeForm(message.Id, inputs, attributes, message.Outputs.Count, (tensor, hint) => AddFormConstant(message, tensor, hint, graph, scope, taken));
        Operator op = OperatorOf(message);
        if (op is UnknownOperator) return (op, form);
        try
        {
            int version = opsets[message.Domain];
            if (message.Domain.Length == 0 && version < EarlyForms.FirstOrdinaryOpset) EarlyForms.Update(form, version);
            op.ReadForm(form, version);
        }
        catch (Exception e) when (IsFault(e))
        {
            throw source.Fail(message.Position, $"{message.Describe()} has inputs or attributes that do not fit its definition: {e.Message.TrimEnd('.')}");
        }
        catch (UnsupportedOperatorException e)
        {
            throw new UnsupportedOperatorException($"{message.Describe()}: {e.Message}");
        }
        return (form.Id == op.Id ? op : OperatorTable.Get(form.Id), form);
    }

    private object Attribute(object value, Graph graph, Scope scope) => value switch
    {
        GraphMessage subgraph => Assemble(subgraph, graph, scope),
        GraphMessage[] subgraphs => Array.ConvertAll(subgraphs, s => Assemble(s, graph, scope)),
        _ => value,
    };

    // What was an attribute in an old form becomes an initializer, named after what the node computes.
    private static Value AddFormConstant(NodeMessage message, DenseTensor tensor, string hint, Graph graph, Scope scope, HashSet<string> taken)
    {
        string stem = $"{message.Outputs.FirstOrDefault(o => o.Length > 0) ?? message.Name}.{hint}";
        string name = stem;
        for (int i = 2; taken.Contains(name) || scope.Find(name) is not null; i++) name = $"{stem}_{i}";
        Value value = graph.AddInitializer(name, tensor);
        scope.Values.Add(name, value);
        return value;
    }

    private Operator OperatorOf(NodeMessage message)
    {
        OperatorId id = message.Id;
        if (operators.TryGetValue(id, out Operator? known)) return known;
        if (!opsets.TryGetValue(id.Domain, out int version))
            throw source.Fail(message.Position, $"{message.Describe()} is of the domain '{id.Domain}', for which the file names no operator set");
        Operator? op = functions.Contains(id) ? null : OperatorTable.Find(id);
        if (op is not null && id.Domain.Length == 0 && op.SinceVersion > version) op = null;
        return operators[id] = op ?? new UnknownOperator(id, version);
    }

    // A declared shape that contradicts the operator's definition is stale, as ONNX Runtime holds too; declared types must be right.
    private void Infer(Node node, NodeMessage message)
    {
        try
        {
            ShapeInference.Run(node);
        }
        catch (Exception e) when (IsFault(e))
        {
            foreach (Value? output in node.Outputs)
                if (output is not null) (output.Shape, output.Known) = (null, null);
            try
            {
                ShapeInference.Run(node);
            }
            catch (Exception again) when (IsFault(again))
            {
                string problem = again.Message.TrimEnd('.');
                throw source.Fail(message.Position, problem.Contains(node.Describe(), StringComparison.Ordinal) ? problem : $"{node.Describe()} does not fit its definition: {problem}");
            }
        }
    }

    // Operators are written for valid nodes; on others they may fail in any of these ways.
    private static bool IsFault(Exception e) => e is InvalidModelException or InvalidOperationException or ArgumentException or IndexOutOfRangeException or OverflowException
        or NullReferenceException or InvalidCastException or NotSupportedException or DivideByZeroException or KeyNotFoundException or FormatException;
}
