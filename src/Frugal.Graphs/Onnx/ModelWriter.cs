using Frugal.Tensors;

namespace Frugal.Graphs.Onnx;

/// <summary>Encodes a network as <c>ModelProto</c>.</summary>
internal sealed class ModelWriter
{
    private readonly Network network;
    private readonly List<string> notes = [];
    private readonly WrittenForms forms;
    private readonly int irVersion;

    public ModelWriter(Network network, OnnxWriteOptions options)
    {
        this.network = network;
        CheckWritable(network, options);
        forms = WrittenForms.Choose(network, options.Opset, out string? reason);
        irVersion = ChooseIrVersion();
        int source = network.Opsets.GetValueOrDefault("", forms.Opset);
        if (forms.Opset != source)
            notes.Add($"The ONNX operator set changed from {source} to {forms.Opset}{(reason is null ? " as requested" : $" because {reason}")}.");
        if (forms.Opset != source && network.OpaqueParts.Exists(p => p.Field == ModelField.Functions))
            notes.Add($"The local functions of the file still use operator set {source}; some runtimes want one version throughout.");
        if (irVersion != network.IrVersion) notes.Add($"The ONNX IR version changed from {network.IrVersion} to {irVersion}.");
    }

    /// <summary>Encodes the network; the result's size is that of the message.</summary>
    public (WireWriter Message, OnnxWriteResult Result) Encode()
    {
        var model = new WireWriter();
        model.Int(ModelField.IrVersion, irVersion);
        model.OptionalText(ModelField.ProducerName, network.Producer);
        model.OptionalText(ModelField.ProducerVersion, network.ProducerVersion);
        model.OptionalText(ModelField.Domain, network.Domain);
        if (network.ModelVersion != 0) model.Int(ModelField.ModelVersion, network.ModelVersion);
        model.OptionalText(ModelField.Documentation, network.Documentation);
        model.Message(ModelField.Graph, new GraphWriter(forms, GraphCarriage.Of(network), irVersion).Encode(network.Graph));
        int opset = WriteOpsets(model);
        foreach (var (key, value) in network.Metadata)
        {
            var entry = new WireWriter();
            entry.Text(EntryField.Key, key);
            entry.Text(EntryField.Value, value);
            model.Message(ModelField.Metadata, entry);
        }
        foreach (var (field, bytes) in network.OpaqueParts)
            if (field != ModelField.Graph) model.Bytes(field, bytes);
        if (model.Length > int.MaxValue)
            throw new UnsupportedOperatorException($"The network needs {model.Length:N0} bytes; an ONNX file cannot hold more than 2 GiB, and external data are not written.");
        return (model, new OnnxWriteResult(opset, irVersion, model.Length, notes));
    }

    private static void CheckWritable(Network network, OnnxWriteOptions options)
    {
        network.Graph.Check();
        foreach (Graph graph in network.AllGraphs())
        {
            if (graph.States.Count > 0)
                throw new UnsupportedOperatorException($"The network has state variables ('{graph.States[0].Current.Name}' is one), which an ONNX file cannot hold; take a snapshot of it instead.");
            if (options.AllowFrugalDomain || graph.Nodes.FirstOrDefault(n => n.Operator.Id.Domain == OperatorId.FrugalDomain) is not { } node) continue;
            throw new UnsupportedOperatorException(
                $"{node.Describe()} is one of Frugal's own operators, which other runtimes do not know; export the network to standard ONNX before writing it.");
        }
    }

    private int ChooseIrVersion()
    {
        int ir = network.IrVersion;
        if (forms.Opset > network.Opsets.GetValueOrDefault("", forms.Opset)) ir = Math.Max(ir, OnnxVersions.IrOf(forms.Opset));
        if (network.OpaqueParts.Exists(p => p.Field == ModelField.Functions)) ir = Math.Max(ir, OnnxVersions.IrWithFunctions);
        if (network.AllGraphs().SelectMany(g => g.Values).Any(v => v.Type is ElementType.Int4 or ElementType.UInt4)) ir = Math.Max(ir, OnnxVersions.IrWithInt4);
        return ir;
    }

    private int WriteOpsets(WireWriter model)
    {
        var written = new Dictionary<string, int>(network.Opsets);
        HashSet<string> used = [.. network.AllGraphs().SelectMany(g => g.Nodes).Select(n => n.Operator.Id.Domain)];
        if (used.Contains("") || written.ContainsKey("")) written[""] = forms.Opset;
        foreach (string domain in used) written.TryAdd(domain, 1);
        if (written.Count == 0) written[""] = forms.Opset;
        foreach (var (domain, version) in written)
        {
            var entry = new WireWriter();
            entry.Text(OpsetField.Domain, domain);
            entry.Int(OpsetField.Version, version);
            model.Message(ModelField.OpsetImport, entry);
        }
        return written.GetValueOrDefault("", 0);
    }
}
