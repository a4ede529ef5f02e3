using Frugal.Graphs;
using Frugal.Graphs.Onnx;
using Frugal.Runtime;
using Frugal.Tensors;
using Xunit;

namespace Frugal.Tests.Graphs.Onnx;

public sealed class LocalFunctionTests
{
    [Fact]
    public void Calls_are_computed_by_the_functions_nodes_with_the_calls_attributes_and_the_defaults()
    {
        Network network = WithFunctions(Leaky(), Twice());
        DenseTensor x = DenseTensor.Vector(-8f, 3f);
        Assert.Equal([Expected(-8f), Expected(3f)], Session.Create(network).Run(x)[0].Span<float>().ToArray());
        Network inlined = LocalFunctions.Inlined(network);
        inlined.Graph.Check();
        Assert.Equal("y", inlined.Graph.Outputs[0].Name);
        Assert.Equal(["LeakyRelu", "Add", "LeakyRelu", "Add"], Networks.Operators(inlined));
        Assert.Equal([Expected(-8f), Expected(3f)], ReferenceEvaluator.Run(inlined.Graph, [x])[0].Span<float>().ToArray());
    }

    [Fact]
    public void Networks_that_call_functions_are_written_back_with_their_calls()
    {
        Network network = WithFunctions(Leaky(), Twice());
        Session.Create(network);
        Network again = OnnxFile.Read(OnnxFile.ToBytes(network));
        Assert.Equal(["Twice"], Networks.Operators(again));
        Assert.Equal(2, again.OpaqueParts.Count(p => p.Field == ModelField.Functions));
    }

    [Fact]
    public void A_function_that_calls_itself_is_refused()
    {
        WireWriter endless = Function("Twice", "v", "w");
        endless.Message(FunctionField.Node, Node("Twice", "local", ["v"], "w"));
        Assert.Contains("calls itself", Assert.Throws<InvalidModelException>(() => Session.Create(WithFunctions(endless))).Message);
    }

    private static float Expected(float x)
    {
        float once = (x < 0 ? 0.5f * x : x) + 1;
        return (once < 0 ? 0.25f * once : once) + 1;
    }

    private static Network WithFunctions(params WireWriter[] functions)
    {
        var network = new Network { IrVersion = 8 };
        network.Opsets["local"] = 1;
        Value x = network.Graph.AddInput("x", ElementType.Float32, new SymbolicShape(2));
        Node call = network.Graph.AddNode(new UnknownOperator(new OperatorId("local", "Twice"), 1), [x], ["y"]);
        network.Graph.AddOutput(call.Output);
        foreach (WireWriter function in functions) network.OpaqueParts.Add((ModelField.Functions, function.ToArray()));
        return OnnxFile.Read(OnnxFile.ToBytes(network));
    }

    // Leaky(v; slope = 0.25) = LeakyRelu(v; slope) + 1
    private static WireWriter Leaky()
    {
        WireWriter function = Function("Leaky", "v", "w");
        var reference = new WireWriter();
        reference.Text(AttributeField.Name, "alpha");
        reference.Text(AttributeField.Reference, "slope");
        reference.Int(AttributeField.Kind, (int)AttributeKind.Float);
        WireWriter rectified = Node("LeakyRelu", "", ["v"], "t");
        rectified.Message(NodeField.Attribute, reference);
        function.Message(FunctionField.Node, rectified);
        WireWriter one = Node("Constant", "", [], "one");
        var value = new WireWriter();
        value.Text(AttributeField.Name, "value_float");
        value.Float(AttributeField.Float, 1);
        value.Int(AttributeField.Kind, (int)AttributeKind.Float);
        one.Message(NodeField.Attribute, value);
        function.Message(FunctionField.Node, one);
        function.Message(FunctionField.Node, Node("Add", "", ["t", "one"], "w"));
        function.Message(FunctionField.DefaultAttribute, Slope(0.25f));
        return function;
    }

    // Twice(v) = Leaky(Leaky(v; slope = 0.5))
    private static WireWriter Twice()
    {
        WireWriter function = Function("Twice", "v", "w");
        WireWriter first = Node("Leaky", "local", ["v"], "t");
        first.Message(NodeField.Attribute, Slope(0.5f));
        function.Message(FunctionField.Node, first);
        function.Message(FunctionField.Node, Node("Leaky", "local", ["t"], "w"));
        return function;
    }

    private static WireWriter Slope(float value)
    {
        var slope = new WireWriter();
        slope.Text(AttributeField.Name, "slope");
        slope.Float(AttributeField.Float, value);
        slope.Int(AttributeField.Kind, (int)AttributeKind.Float);
        return slope;
    }

    private static WireWriter Function(string name, string input, string output)
    {
        var function = new WireWriter();
        function.Text(FunctionField.Name, name);
        function.Text(FunctionField.Input, input);
        function.Text(FunctionField.Output, output);
        function.Text(FunctionField.Domain, "local");
        foreach (var (domain, version) in ((string, int)[])[("", 17), ("local", 1)])
        {
            var opset = new WireWriter();
            opset.Text(OpsetField.Domain, domain);
            opset.Int(OpsetField.Version, version);
            function.Message(FunctionField.OpsetImport, opset);
        }
        return function;
    }

    private static WireWriter Node(string op, string domain, string[] inputs, string output)
    {
        var node = new WireWriter();
        foreach (string input in inputs) node.Text(NodeField.Input, input);
        node.Text(NodeField.Output, output);
        node.Text(NodeField.OperatorType, op);
        node.OptionalText(NodeField.Domain, domain);
        return node;
    }
}
