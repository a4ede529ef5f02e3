using Frugal.Graphs.Passes;

namespace Frugal.Graphs.Onnx;

/// <summary>
/// The functions that a file defines for itself. A network keeps calls of them as they are, so that they are written back unchanged; to be
/// computed, each call is replaced by the function's nodes.
/// </summary>
public static class LocalFunctions
{
    // A function that calls two others that call two others …: more than any exporter writes.
    private const int MostCalls = 100_000;

    /// <summary>The network itself where it calls no functions of its own, else a copy in which all calls are replaced by nodes.</summary>
    /// <exception cref="InvalidModelException">A function is damaged, calls itself, or is called with too many inputs.</exception>
    public static Network Inlined(Network network)
    {
        if (!network.OpaqueParts.Exists(p => p.Field == ModelField.Functions)) return network;
        Dictionary<OperatorId, (FunctionMessage Function, OnnxSource Source)> functions = [];
        foreach (var (field, bytes) in network.OpaqueParts)
        {
            if (field != ModelField.Functions) continue;
            var source = new OnnxSource(bytes, new ByteRange(0, bytes.Length), folder: null, ReadLimits.Default);
            FunctionMessage function = new MessageReader(source, inFunction: true).ReadFunction(source.All);
            functions[function.Id] = (function, source);
        }
        if (!network.AllGraphs().Any(g => g.Nodes.Any(n => functions.ContainsKey(n.Operator.Id)))) return network;
        Network copy = network.Clone();
        copy.OpaqueParts.RemoveAll(p => p.Field == ModelField.Functions);
        int calls = 0;
        while (FirstCall(copy, functions) is { } call)
        {
            var (function, source) = functions[call.Operator.Id];
            if (++calls > MostCalls) throw new InvalidModelException($"The local function {function.Id} calls itself, directly or through others; ONNX does not allow that.");
            Replace(call, function, source, copy, functions.Keys.ToHashSet(), calls);
        }
        foreach (Graph graph in copy.AllGraphs().ToArray()) graph.Sort();
        ShapeInference.Run(copy.Graph);
        return copy;
    }

    private static Node? FirstCall(Network network, Dictionary<OperatorId, (FunctionMessage, OnnxSource)> functions) =>
        network.AllGraphs().SelectMany(g => g.Nodes).FirstOrDefault(n => n.Operator is UnknownOperator && functions.ContainsKey(n.Operator.Id));

    private static void Replace(Node call, FunctionMessage function, OnnxSource source, Network network, HashSet<OperatorId> functions, int number)
    {
        if (call.Inputs.Count > function.Inputs.Count || call.Outputs.Count > function.Outputs.Count)
            throw new InvalidModelException($"{call.Describe()} has {call.Inputs.Count} inputs and {call.Outputs.Count} outputs; the function has {function.Inputs.Count} and {function.Outputs.Count}.");
        Graph graph = call.Graph;
        var opsets = new Dictionary<string, int>(network.Opsets);
        foreach (var (domain, version) in function.Opsets) opsets[domain] = version;
        string prefix = $"{(call.Name.Length > 0 ? call.Name : function.Name)}#{number}/";
        HashSet<string> leftOut = [.. function.Inputs.Where((_, i) => call.Input(i) is null)];
        NodeMessage[] body = [.. function.Nodes.Select(n => Copied(n, prefix, leftOut, call, function))];
        var inputs = function.Inputs.Select((name, i) => (Name: prefix + name, Value: call.Input(i))).Where(p => p.Value is not null).Select(p => (p.Name, p.Value!));
        Value[] results = new GraphAssembler(source, opsets, functions).Append(body, inputs, function.Outputs.Take(call.Outputs.Count).Select(o => prefix + o), graph);
        for (int o = 0; o < results.Length; o++)
        {
            if (call.Outputs[o] is not { } output) continue;
            string name = output.Name;
            NodeEdits.ReplaceEverywhere(output, results[o]);
            graph.Rename(output, graph.UniqueName(name + "/call"));
            if (results[o].Producer is not null && results[o].Graph == graph && results[o].Name.StartsWith(prefix, StringComparison.Ordinal)) graph.Rename(results[o], name);
        }
        graph.RemoveNode(call);
    }

    private static NodeMessage Copied(NodeMessage node, string prefix, HashSet<string> leftOut, Node call, FunctionMessage function)
    {
        string Renamed(string name) => name.Length == 0 || leftOut.Contains(name) ? "" : prefix + name;
        var copy = new NodeMessage(node.Position) { Name = node.Name, OperatorType = node.OperatorType, Domain = node.Domain, Documentation = node.Documentation };
        copy.Inputs.AddRange(node.Inputs.Select(Renamed));
        copy.Outputs.AddRange(node.Outputs.Select(o => o.Length == 0 ? "" : prefix + o));
        foreach (var (name, value) in node.Attributes)
            if (Value(value, prefix, leftOut, call, function) is { } substituted) copy.Attributes.Add((name, substituted));
        return copy;
    }

    private static object? Value(object value, string prefix, HashSet<string> leftOut, Node call, FunctionMessage function) => value switch
    {
        AttributeReference reference => call.Attributes.Find(reference.Name) ?? function.Defaults.GetValueOrDefault(reference.Name),
        GraphMessage graph => Copied(graph, prefix, leftOut, call, function),
        GraphMessage[] graphs => Array.ConvertAll(graphs, g => Copied(g, prefix, leftOut, call, function)),
        _ => value,
    };

    private static GraphMessage Copied(GraphMessage graph, string prefix, HashSet<string> leftOut, Node call, FunctionMessage function)
    {
        var copy = new GraphMessage { Name = graph.Name, Documentation = graph.Documentation };
        copy.Nodes.AddRange(graph.Nodes.Select(n => Copied(n, prefix, leftOut, call, function)));
        copy.Initializers.AddRange(graph.Initializers.Select(i => i with { Name = prefix + i.Name }));
        copy.Inputs.AddRange(graph.Inputs.Select(i => i with { Name = prefix + i.Name }));
        copy.Outputs.AddRange(graph.Outputs.Select(o => o with { Name = prefix + o.Name }));
        copy.Values.AddRange(graph.Values.Select(v => v with { Name = prefix + v.Name }));
        return copy;
    }
}
