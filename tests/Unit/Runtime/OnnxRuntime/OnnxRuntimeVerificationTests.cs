using Frugal.Graphs;
using Frugal.Graphs.Onnx;
using Frugal.Runtime.OnnxRuntime;
using Frugal.Tensors;
using Frugal.Tests.Graphs.Onnx;
using Xunit;

namespace Frugal.Tests.Runtime.OnnxRuntime;

/// <summary>ONNX Runtime as the judge of the files that Frugal writes.</summary>
public class OnnxRuntimeVerificationTests
{
    private static readonly OnnxRuntimeOptions AsWritten = new() { Threads = 1, Optimization = OnnxRuntimeOptimization.None };

    [Theory]
    [MemberData(nameof(OnnxModels.All), MemberType = typeof(OnnxModels))]
    public void A_written_network_gives_the_same_bits_as_the_original(string model)
    {
        OnnxRuntimeNeeded.OrSkip();
        string path = TestData.PathOf(model);
        using var original = new OnnxRuntimeSession(path, AsWritten);
        using var written = new OnnxRuntimeSession(OnnxFile.ToBytes(OnnxFile.Read(path)), AsWritten);
        Assert.Equal(original.Inputs, written.Inputs);
        Assert.Equal(original.Outputs.Select(o => o.Name), written.Outputs.Select(o => o.Name));
        DenseTensor[] inputs = InputsFor(original, path);
        DenseTensor[] expected = original.Run(inputs), actual = written.Run(inputs);
        for (int i = 0; i < expected.Length; i++) NetworkEquality.AssertEqual(expected[i], actual[i], original.Outputs[i].Name);
    }

    [Theory]
    [InlineData("networks/mnist-cntk", 1)]
    [InlineData("networks/silero-vad-16k", 3)]
    [InlineData("networks/ultraface-rfb-320", 1)]
    [InlineData("networks/yolox-nano", 1)]
    public void The_outputs_stored_beside_a_model_come_out_again(string folder, int inputCount)
    {
        OnnxRuntimeNeeded.OrSkip();
        string path = Path.Combine(TestData.PathOf(folder), "model.onnx");
        using var session = new OnnxRuntimeSession(path, new OnnxRuntimeOptions { Threads = 1, Optimization = OnnxRuntimeOptimization.Basic });
        Assert.Equal(inputCount, session.Inputs.Count);
        DenseTensor[] outputs = session.Run(InputsFor(session, path));
        for (int i = 0; i < outputs.Length; i++)
        {
            double[] expected = OnnxFile.ReadTensor(Path.Combine(TestData.PathOf(folder), "test_data_set_0", $"output_{i}.pb")).Tensor.ToDoubles();
            double[] actual = outputs[i].ToDoubles();
            Assert.Equal(expected.Length, actual.Length);
            for (int k = 0; k < expected.Length; k++) Assert.InRange(actual[k], expected[k] - 1e-4 - 1e-3 * Math.Abs(expected[k]), expected[k] + 1e-4 + 1e-3 * Math.Abs(expected[k]));
        }
    }

    [Fact]
    public void Constants_inside_subgraphs_load_at_the_lowest_IR_version()
    {
        OnnxRuntimeNeeded.OrSkip();
        var network = new Network { IrVersion = 3, Opsets = { [""] = 9 } };
        Graph graph = network.Graph;
        Value flag = graph.AddInput("flag", ElementType.Bool, SymbolicShape.Scalar), x = graph.AddInput("x", ElementType.Float32, new SymbolicShape(2));
        Value weight = graph.AddInitializer("weight", DenseTensor.Vector(10f, 20f));
        var branches = NodeAttributes.Of(("then_branch", Branch(graph, x, "then", 1)), ("else_branch", Branch(graph, weight, "else", 2)));
        graph.AddOutput(graph.AddNode(new UnknownOperator(OperatorId.Onnx("If"), 9), [flag], ["y"], branches).Output);
        graph.Find("y")!.Type = ElementType.Float32;
        using var session = new OnnxRuntimeSession(OnnxFile.ToBytes(network), AsWritten);
        Assert.Equal([4f, 5f], session.Run(DenseTensor.Scalar(true), DenseTensor.Vector(3f, 4f))[0].Span<float>());
        Assert.Equal([12f, 22f], session.Run(DenseTensor.Scalar(false), DenseTensor.Vector(3f, 4f))[0].Span<float>());
    }

    private static Graph Branch(Graph parent, Value captured, string name, float number)
    {
        var branch = new Graph(name, parent);
        var builder = new GraphBuilder(branch, $"{name}.");
        branch.AddOutput(builder.Call("Add", captured, builder.Scalar(number)));
        return branch;
    }

    private static DenseTensor[] InputsFor(OnnxRuntimeSession session, string path)
    {
        string stored = Path.Combine(Path.GetDirectoryName(path)!, "test_data_set_0");
        if (Directory.Exists(stored)) return [.. session.Inputs.Select((_, i) => OnnxFile.ReadTensor(Path.Combine(stored, $"input_{i}.pb")).Tensor)];
        return [.. session.Inputs.Select(i => Seeded(i))];
    }

    private static DenseTensor Seeded(OnnxRuntimeValue input)
    {
        var tensor = DenseTensor.Zeros(input.Type, new Shape([.. input.Shape!.Select(d => d.IsNumber ? (int)d.Number : 3)]));
        new RandomStream(1).Split(input.Name).FillUniform(tensor.Span<float>());
        return tensor;
    }
}
