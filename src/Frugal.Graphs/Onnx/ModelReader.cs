namespace Frugal.Graphs.Onnx;

/// <summary>Reads <c>ModelProto</c>.</summary>
internal sealed class ModelReader(OnnxSource source)
{
    private readonly Network network = new() { Producer = "", IrVersion = 0 };
    private readonly Dictionary<string, int> opsets = [];
    private readonly HashSet<OperatorId> functions = [];
    private ByteRange? graph;

    public static Network Read(OnnxSource source) => new ModelReader(source).Read();

    private Network Read()
    {
        var wire = new WireReader(source, source.All);
        while (wire.Next()) ReadField(ref wire);
        if (graph is not { } range) throw new InvalidModelException("it holds no graph; it is empty, truncated or no ONNX model");
        CheckVersions();
        GraphMessage message = new MessageReader(source).ReadGraph(range, 0);
        Network complete = Complete(new GraphAssembler(source, opsets, functions).Assemble(message));
        byte[] carried = GraphCarriage.Pack(source, message, complete);
        if (carried.Length > 0) complete.OpaqueParts.Insert(0, (ModelField.Graph, carried));
        return complete;
    }

    private void ReadField(ref WireReader wire)
    {
        switch (wire.Field)
        {
            case ModelField.IrVersion: network.IrVersion = (int)Math.Clamp(wire.Int(), -1, int.MaxValue); break;
            case ModelField.ProducerName: network.Producer = wire.Text(); break;
            case ModelField.ProducerVersion: network.ProducerVersion = wire.Text(); break;
            case ModelField.Domain: network.Domain = wire.Text(); break;
            case ModelField.ModelVersion: network.ModelVersion = wire.Int(); break;
            case ModelField.Documentation: network.Documentation = wire.OptionalText(); break;
            case ModelField.Graph when graph is not null: throw source.Fail(wire.Start, "it holds more than one graph");
            case ModelField.Graph: graph = wire.Bytes(); break;
            case ModelField.OpsetImport: ReadOpset(wire.Bytes()); break;
            case ModelField.Metadata: TensorReader.ReadEntry(source, wire.Bytes(), network.Metadata); break;
            case ModelField.Functions or ModelField.TrainingInfo or ModelField.Configuration:
                ByteRange part = wire.Bytes();
                if (wire.Field == ModelField.Functions) functions.Add(FunctionId(part));
                network.OpaqueParts.Add((wire.Field, source.Bytes(part).ToArray()));
                break;
        }
    }

    /// <summary>A domain and its version.</summary>
    internal static (string Domain, int Version) ReadOpset(OnnxSource source, ByteRange message)
    {
        string domain = "";
        long version = 0;
        var wire = new WireReader(source, message);
        while (wire.Next())
        {
            if (wire.Field == OpsetField.Domain) domain = wire.Text();
            else if (wire.Field == OpsetField.Version) version = wire.Int();
        }
        if (domain == "ai.onnx") domain = "";
        if (version is < 1 or > int.MaxValue) throw source.Fail(message.Start, $"the operator set of the domain '{domain}' has the impossible version {version}");
        return (domain, (int)version);
    }

    private void ReadOpset(ByteRange message)
    {
        var (domain, version) = ReadOpset(source, message);
        if (!opsets.TryAdd(domain, version) && opsets[domain] != version)
            throw source.Fail(message.Start, $"two versions of the operator set of the domain '{domain}' are named: {opsets[domain]} and {version}");
    }

    private OperatorId FunctionId(ByteRange message)
    {
        string name = "", domain = "";
        var wire = new WireReader(source, message);
        while (wire.Next())
        {
            if (wire.Field == FunctionField.Name) name = wire.Text();
            else if (wire.Field == FunctionField.Domain) domain = wire.Text();
        }
        return new OperatorId(domain == "ai.onnx" ? "" : domain, name);
    }

    private void CheckVersions()
    {
        if (network.IrVersion <= 0) throw new InvalidModelException("it does not say its IR version; it is damaged or no ONNX model");
        if (network.IrVersion is < OnnxVersions.MinimumIr or > OnnxVersions.MaximumIr)
            throw new UnsupportedOperatorException(
                $"it has ONNX IR version {network.IrVersion}; versions {OnnxVersions.MinimumIr} to {OnnxVersions.MaximumIr} are supported. Export or convert it to one of them.");
        if (opsets.Count == 0) throw new InvalidModelException("it names no operator set (opset_import); it is damaged or no ONNX model");
        if (opsets.TryGetValue("", out int opset) && opset is < OnnxVersions.MinimumOpset or > OnnxVersions.MaximumOpset)
            throw new UnsupportedOperatorException(
                $"it uses ONNX operator set {opset}; {OnnxVersions.MinimumOpset} to {OnnxVersions.MaximumOpset} are supported. Export or convert it to one of them.");
    }

    private Network Complete(Graph assembled)
    {
        var complete = new Network(assembled)
        {
            IrVersion = network.IrVersion,
            Producer = network.Producer,
            ProducerVersion = network.ProducerVersion,
            Domain = network.Domain,
            ModelVersion = network.ModelVersion,
            Documentation = network.Documentation,
        };
        complete.Opsets.Clear();
        foreach (var (domain, version) in opsets) complete.Opsets[domain] = version;
        foreach (var (key, value) in network.Metadata) complete.Metadata[key] = value;
        complete.OpaqueParts.AddRange(network.OpaqueParts);
        return complete;
    }
}
