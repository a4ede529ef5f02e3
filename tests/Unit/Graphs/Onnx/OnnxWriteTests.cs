using Frugal.Graphs;
using Frugal.Graphs.Onnx;
using Frugal.Tensors;
using Xunit;
using static Frugal.Tests.Graphs.Onnx.OnnxMessages;

namespace Frugal.Tests.Graphs.Onnx;

public class OnnxWriteTests
{
    [Fact]
    public void Everything_that_a_network_holds_comes_back()
    {
        Network network = OnnxNetworks.Everything();
        Network read = OnnxFile.Read(OnnxFile.ToBytes(network));
        NetworkEquality.AssertEqual(network, read);
        NetworkEquality.AssertEqual(read, OnnxFile.Read(OnnxFile.ToBytes(read.Clone())));
    }

    [Fact]
    public void What_Frugal_does_not_interpret_is_carried_along()
    {
        byte[] sequence = Message(t => t.Message(4, Message(s => s.Message(1, Message(e => e.Message(TypeField.Tensor, Message(x => x.Int(1, 1)))))))).ToArray();
        WireWriter metadata = Message(e =>
        {
            e.Text(EntryField.Key, "key");
            e.Text(EntryField.Value, "carried");
        });
        byte[] original = Model(more: m =>
        {
            m.Message(ModelField.OpsetImport, Message(o =>
            {
                o.Text(OpsetField.Domain, "local");
                o.Int(OpsetField.Version, 1);
            }));
            m.Message(ModelField.TrainingInfo, Message(t => t.Text(99, "training")));
        }, graph: g =>
        {
            g.Message(GraphField.Input, Message(v =>
            {
                v.Text(ValueField.Name, "list");
                v.Bytes(ValueField.Type, sequence);
                v.Message(ValueField.Metadata, metadata);
            }));
            g.Message(GraphField.Node, Node("F", ["list"], ["y"], n =>
            {
                n.Text(NodeField.Domain, "local");
                n.Text(NodeField.Overload, "second");
                n.Message(NodeField.Metadata, metadata);
                n.Message(NodeField.Attribute, Attribute("type", AttributeKind.TypeDescription, a => a.Bytes(AttributeField.TypeDescription, sequence)));
                n.Message(NodeField.Attribute, Attribute("bytes", AttributeKind.Text, a => a.Bytes(AttributeField.Text, [0xFF, 0xFE])));
            }));
            g.Message(GraphField.Output, Value("y"));
            g.Message(GraphField.QuantizationAnnotation, Message(q => q.Text(1, "y")));
        });
        byte[] written = OnnxFile.ToBytes(OnnxFile.Read(original).Clone());
        NetworkEquality.AssertEqual(OnnxFile.Read(original), OnnxFile.Read(written));
        foreach (byte[] part in (byte[][])[sequence, [0xFF, 0xFE], "training"u8.ToArray(), "second"u8.ToArray(), [.. "carried"u8]])
            Assert.True(written.AsSpan().IndexOf(part) >= 0);
        Assert.Equal(2, Occurrences(written, "carried"u8));
    }

    private static int Occurrences(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> part)
    {
        int count = 0;
        for (int at; (at = bytes.IndexOf(part)) >= 0; bytes = bytes[(at + part.Length)..]) count++;
        return count;
    }

    [Fact]
    public void The_operator_set_stays_unless_an_operator_needs_a_higher_one()
    {
        Network network = OnnxNetworks.Convolutional();
        network.Opsets[""] = 12;
        network.IrVersion = 6;
        OnnxWriteResult unchanged = OnnxFile.Write(network, Stream.Null);
        Assert.Equal((12, 6, 0), (unchanged.Opset, unchanged.IrVersion, unchanged.Notes.Count));
        Value x = network.Graph.Inputs[0];
        network.Graph.AddOutput(network.Graph.AddNode(OperatorTable.Get(OperatorId.Onnx("LayerNormalization")), [x, network.Graph.AddInitializer("scale", DenseTensor.From(new float[8], new Shape(8)))], ["normal"]).Output);
        OnnxWriteResult raised = OnnxFile.Write(network, Stream.Null);
        Assert.Equal((17, 8), (raised.Opset, raised.IrVersion));
        Assert.Contains("from 12 to 17 because LayerNormalization node 'normal'", raised.Notes[0]);
    }

    [Fact]
    public void A_requested_operator_set_that_cannot_hold_the_network_is_refused_with_the_node()
    {
        Network network = OnnxNetworks.Convolutional();
        Assert.Equal(9, OnnxFile.Write(network, Stream.Null, new OnnxWriteOptions { Opset = 9 }).Opset);
        network.Graph.AddOutput(network.Graph.AddNode(OperatorTable.Get(OperatorId.Onnx("LayerNormalization")), [network.Graph.Inputs[0], network.Graph.AddInitializer("scale", DenseTensor.From(new float[8], new Shape(8)))], ["normal"]).Output);
        var options = new OnnxWriteOptions { Opset = 13 };
        Assert.Contains("'normal'", Assert.Throws<UnsupportedOperatorException>(() => OnnxFile.ToBytes(network, options)).Message);
        Assert.Contains("7 to 26", Assert.Throws<UnsupportedOperatorException>(() => OnnxFile.ToBytes(network, new OnnxWriteOptions { Opset = 99 })).Message);
    }

    [Fact]
    public void An_operator_that_Frugal_does_not_know_is_not_moved_to_another_operator_set()
    {
        Network network = OnnxFile.Read(Model(g =>
        {
            g.Message(GraphField.Node, Node("NoSuchOperator", [], ["y"]));
            g.Message(GraphField.Output, Value("y"));
        }));
        Assert.Equal(17, OnnxFile.Write(network, Stream.Null).Opset);
        Assert.Contains("NoSuchOperator node 'y'", Assert.Throws<UnsupportedOperatorException>(() => OnnxFile.ToBytes(network, new OnnxWriteOptions { Opset = 18 })).Message);
    }

    [Fact]
    public void Frugals_own_operators_are_refused_unless_allowed()
    {
        Network network = OnnxNetworks.Convolutional();
        Value x = network.Graph.Inputs[0];
        network.Graph.AddOutput(network.Graph.AddNode(OperatorTable.Get(OperatorId.Frugal("ReluGradient")), [x, x], ["own"]).Output);
        Assert.Contains("export", Assert.Throws<UnsupportedOperatorException>(() => OnnxFile.ToBytes(network)).Message);
        Network read = OnnxFile.Read(OnnxFile.ToBytes(network, new OnnxWriteOptions { AllowFrugalDomain = true }));
        Assert.Equal(1, read.Opsets[OperatorId.FrugalDomain]);
    }

    [Fact]
    public void State_variables_are_refused()
    {
        Network network = OnnxNetworks.Convolutional();
        network.Graph.AddState("momentum", DenseTensor.Scalar(0f));
        Assert.Contains("'momentum'", Assert.Throws<UnsupportedOperatorException>(() => OnnxFile.ToBytes(network)).Message);
    }

    [Fact]
    public void Four_bit_weights_raise_the_IR_version_that_has_them()
    {
        Network network = OnnxNetworks.Convolutional();
        network.Graph.AddInitializer("q", DenseTensor.Zeros(ElementType.Int4, new Shape(3)));
        OnnxWriteResult result = OnnxFile.Write(network, Stream.Null);
        Assert.Equal(10, result.IrVersion);
        Assert.Contains("IR version changed from 8 to 10", Assert.Single(result.Notes));
    }

    [Fact]
    public void The_size_reported_is_that_of_the_file()
    {
        using var folder = new TemporaryFolder();
        OnnxWriteResult result = OnnxFile.Write(OnnxNetworks.Everything(), folder.File("m.onnx"));
        Assert.Equal(new FileInfo(folder.File("m.onnx")).Length, result.Bytes);
        NetworkEquality.AssertEqual(OnnxNetworks.Everything(), OnnxFile.Read(folder.File("m.onnx")));
    }
}
