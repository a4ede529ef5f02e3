using Frugal.Graphs;
using Frugal.Graphs.Onnx;
using Frugal.Tensors;
using Xunit;
using static Frugal.Tests.Graphs.Onnx.OnnxMessages;

namespace Frugal.Tests.Graphs.Onnx;

public class OnnxReadTests
{
    [Fact]
    public void Nodes_that_stand_before_what_they_read_are_sorted()
    {
        Network network = OnnxFile.Read(Model(g =>
        {
            g.Message(GraphField.Node, Node("Relu", ["b"], ["c"]));
            g.Message(GraphField.Node, Node("Relu", ["a"], ["b"]));
            g.Message(GraphField.Node, Node("Relu", ["x"], ["a"]));
            g.Message(GraphField.Input, Value("x", ElementType.Float32, 2));
            g.Message(GraphField.Output, Value("c", ElementType.Float32, 2));
        }));
        Assert.Equal(["a", "b", "c"], network.Graph.Nodes.Select(n => n.Output.Name));
        network.Graph.Check();
    }

    [Fact]
    public void A_node_waits_for_what_its_subgraphs_capture()
    {
        byte[] model = Model(g =>
        {
            g.Message(GraphField.Node, Node("If", ["flag"], ["out"], n =>
            {
                foreach (string branch in (string[])["then_branch", "else_branch"])
                    n.Message(NodeField.Attribute, Attribute(branch, AttributeKind.Graph, a => a.Message(AttributeField.Graph, Message(sub =>
                    {
                        sub.Message(GraphField.Node, Node("Relu", ["late"], [branch]));
                        sub.Message(GraphField.Output, Value(branch, ElementType.Float32, 2));
                    }))));
            }));
            g.Message(GraphField.Node, Node("Relu", ["x"], ["late"]));
            g.Message(GraphField.Input, Value("flag", ElementType.Bool));
            g.Message(GraphField.Input, Value("x", ElementType.Float32, 2));
            g.Message(GraphField.Output, Value("out", ElementType.Float32, 2));
        });
        Assert.Equal(["late", "out"], OnnxFile.Read(model).Graph.Nodes.Select(n => n.Output.Name));
    }

    [Fact]
    public void A_cycle_is_refused_with_a_node_on_it() => AssertInvalid("the Relu node 'b'", g =>
    {
        g.Message(GraphField.Node, Node("Relu", ["b"], ["after"]));
        g.Message(GraphField.Node, Node("Relu", ["b"], ["b"]));
    }, "form a cycle: Relu node 'b'");

    [Fact]
    public void What_is_defined_twice_or_never_is_refused()
    {
        AssertInvalid("two nodes", g =>
        {
            g.Message(GraphField.Node, Node("Relu", ["x"], ["y"]));
            g.Message(GraphField.Node, Node("Relu", ["x"], ["y"]));
        }, "computes 'y', which Relu node 'y' computes already");
        AssertInvalid("node and input", g => g.Message(GraphField.Node, Node("Relu", ["x"], ["x"])), "'x'");
        AssertInvalid("two inputs", g => g.Message(GraphField.Input, Value("x")), "the name 'x' of an input is taken");
        AssertInvalid("input", g => g.Message(GraphField.Node, Node("Relu", ["nowhere"], ["y"])), "reads 'nowhere'");
        AssertInvalid("output", g => g.Message(GraphField.Output, Value("nowhere")), "the output 'nowhere'");
        AssertInvalid("attribute", g => g.Message(GraphField.Node, Node("Relu", ["x"], ["y"], n =>
        {
            n.Message(NodeField.Attribute, Attribute("a", AttributeKind.Int, a => a.Int(AttributeField.Int, 1)));
            n.Message(NodeField.Attribute, Attribute("a", AttributeKind.Int, a => a.Int(AttributeField.Int, 1)));
        })), "has an attribute twice");
    }

    private static void AssertInvalid(string what, Action<WireWriter> graph, string message)
    {
        byte[] model = Model(g =>
        {
            g.Message(GraphField.Input, Value("x", ElementType.Float32, 2));
            graph(g);
        });
        var error = Assert.Throws<InvalidModelException>(() => OnnxFile.Read(model));
        Assert.True(error.Message.Contains(message) && error.Message.Contains("at byte"), $"{what}: {error.Message}");
    }

    [Fact]
    public void Initializers_that_are_also_inputs_are_constants()
    {
        Network network = OnnxFile.Read(Model(ir: 3, graph: g =>
        {
            g.Message(GraphField.Initializer, Tensor("w", ElementType.Float32, [1], t => t.Float(TensorField.FloatData, 2)));
            g.Message(GraphField.Input, Value("w", ElementType.Float32, 1));
            g.Message(GraphField.Input, Value("x", ElementType.Float32, 1));
            g.Message(GraphField.Output, Value("w", ElementType.Float32, 1));
        }));
        Assert.Equal(["x"], network.Graph.Inputs.Select(i => i.Name));
        Assert.True(network.Graph.Outputs[0].IsConstant);
    }

    [Fact]
    public void Constant_nodes_become_initializers_of_the_same_name()
    {
        Network network = OnnxFile.Read(Model(g =>
        {
            g.Message(GraphField.Node, Node("Constant", [], ["axes"], n => n.Message(NodeField.Attribute, Attribute("value_ints", AttributeKind.Ints, a => a.PackedInts(AttributeField.Ints, [3, 4])))));
            g.Message(GraphField.Node, Node("Constant", [], ["half"], n => n.Message(NodeField.Attribute, Attribute("value_float", AttributeKind.Float, a => a.Float(AttributeField.Float, 0.5f)))));
            g.Message(GraphField.Output, Value("axes", ElementType.Int64, 2));
            g.Message(GraphField.Output, Value("half"));
        }));
        Assert.Empty(network.Graph.Nodes);
        Assert.Equal([3L, 4], network.Graph.Outputs[0].Constant!.Span<long>());
        Assert.Equal([0.5f], network.Graph.Outputs[1].Constant!.Span<float>());
    }

    [Theory]
    [InlineData(27, 8, "operator set 27; 1 to 26")]
    [InlineData(17, 2, "IR version 2; versions 3 to 13")]
    [InlineData(17, 14, "IR version 14; versions 3 to 13")]
    public void Versions_that_are_not_supported_are_named_with_those_that_are(int opset, int ir, string message) =>
        Assert.Contains(message, Assert.Throws<UnsupportedOperatorException>(() => OnnxFile.Read(Model(_ => { }, opset, ir))).Message);

    [Fact]
    public void Bytes_that_are_no_model_are_said_to_be_none()
    {
        Assert.Contains("no graph", Assert.Throws<InvalidModelException>(() => OnnxFile.Read([])).Message);
        Assert.Contains("no ONNX model", Assert.Throws<InvalidModelException>(() => OnnxFile.Read("<!DOCTYPE html><html>"u8)).Message);
        Assert.Contains("truncated", Assert.Throws<InvalidModelException>(() => OnnxFile.Read(Model(g => g.Text(GraphField.Name, "abc"))[..^1])).Message);
    }

    [Fact]
    public void Errors_name_the_file()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("page.onnx"), "<html>");
        Assert.Contains(folder.File("page.onnx"), Assert.Throws<InvalidModelException>(() => OnnxFile.Read(folder.File("page.onnx"))).Message);
        Assert.Throws<FileNotFoundException>(() => OnnxFile.Read(folder.File("none.onnx")));
        Assert.Contains("it is a folder", Assert.Throws<IOException>(() => OnnxFile.Read(folder.Path)).Message);
    }

    [Fact]
    public void Old_forms_become_the_newest_and_are_written_back_as_they_were()
    {
        byte[] old = Model(opset: 11, ir: 6, graph: g =>
        {
            g.Message(GraphField.Node, Node("Squeeze", ["x"], ["y"], n => n.Message(NodeField.Attribute, Attribute("axes", AttributeKind.Ints, a => a.Int(AttributeField.Ints, 1)))));
            g.Message(GraphField.Input, Value("x", ElementType.Float32, 2, 1));
            g.Message(GraphField.Output, Value("y", ElementType.Float32, 2));
        });
        Network network = OnnxFile.Read(old);
        Assert.Equal([1L], network.Graph.Nodes[0].Input(1)!.Constant!.Span<long>());
        Network again = OnnxFile.Read(OnnxFile.ToBytes(network));
        NetworkEquality.AssertEqual(network, again);
        Assert.Equal(11, again.Opsets[""]);
        Network newer = OnnxFile.Read(OnnxFile.ToBytes(network, new OnnxWriteOptions { Opset = 13 }));
        Assert.Equal([1L], newer.Graph.Nodes[0].Input(1)!.Constant!.Span<long>());
    }

    [Fact]
    public void A_stale_declared_shape_gives_way_but_a_wrong_type_does_not()
    {
        byte[] Declared(WireWriter declaration) => Model(g =>
        {
            g.Message(GraphField.Node, Node("Relu", ["x"], ["y"]));
            g.Message(GraphField.Node, Node("Relu", ["y"], ["z"]));
            g.Message(GraphField.Input, Value("x", ElementType.Float32, 2, 3));
            g.Message(GraphField.Output, Value("z", ElementType.Float32, 2, 3));
            g.Message(GraphField.ValueInfo, declaration);
        });
        Assert.Equal("[2,3]", OnnxFile.Read(Declared(Value("y", ElementType.Float32, 9, 9))).Graph.Find("y")!.Shape!.ToString());
        Assert.Contains("declared as int64", Assert.Throws<InvalidModelException>(() => OnnxFile.Read(Declared(Value("y", ElementType.Int64, 2, 3)))).Message);
    }

    [Fact]
    public void Unknown_extents_are_unknown_and_symbols_have_names()
    {
        byte[] model = Model(g => g.Message(GraphField.Input, Message(v =>
        {
            v.Text(ValueField.Name, "x");
            v.Message(ValueField.Type, Message(t => t.Message(TypeField.Tensor, Message(tensor =>
            {
                tensor.Int(TensorTypeField.ElementType, 1);
                tensor.Message(TensorTypeField.Shape, Message(s =>
                {
                    s.Message(ShapeField.Dimension, Message(d => d.Text(DimensionField.Parameter, "batch")));
                    s.Message(ShapeField.Dimension, Message(d => d.Int(DimensionField.Value, -1)));
                    s.Message(ShapeField.Dimension, Message(_ => { }));
                    s.Message(ShapeField.Dimension, Message(d => d.Int(DimensionField.Value, 28)));
                }));
            }))));
        })));
        Assert.Equal(new SymbolicShape(Dimension.Named("batch"), Dimension.Unknown, Dimension.Unknown, 28), OnnxFile.Read(model).Graph.Inputs[0].Shape);
    }

    [Fact]
    public void Graphs_inside_graphs_are_read_to_a_bounded_depth()
    {
        WireWriter Nested(int depth) => Message(g =>
        {
            if (depth > 0)
                g.Message(GraphField.Node, Node("NoSuchLoop", [], [$"y{depth}"], n => n.Message(NodeField.Attribute, Attribute("body", AttributeKind.Graph, a => a.Message(AttributeField.Graph, Nested(depth - 1))))));
        });
        Assert.Equal(21, OnnxFile.Read(Model(g => g.Raw(Nested(20).ToArray()))).AllGraphs().Count());
        Assert.Contains("32 deep", Assert.Throws<InvalidModelException>(() => OnnxFile.Read(Model(g => g.Raw(Nested(40).ToArray())))).Message);
    }

    [Fact]
    public void The_number_of_things_in_a_file_is_bounded()
    {
        byte[] model = Model(g =>
        {
            for (int i = 0; i < 1000; i++) g.Message(GraphField.Node, Node("Relu", [""], [""]));
        });
        Assert.Contains("more than 500", Assert.Throws<InvalidModelException>(() => OnnxFile.Read(model, new ReadLimits { MaximumItems = 500 })).Message);
    }

    [Fact]
    public void Weights_are_views_over_the_file_where_their_alignment_allows()
    {
        byte[] model = ModelOf(Tensor("t", ElementType.UInt8, [1_000_000], t => t.Bytes(TensorField.RawData, new byte[1_000_000])));
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("m.onnx"), model);
        long before = GC.GetAllocatedBytesForCurrentThread();
        OnnxFile.Read(folder.File("m.onnx"));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1_000_000, 1_200_000);
    }
}
