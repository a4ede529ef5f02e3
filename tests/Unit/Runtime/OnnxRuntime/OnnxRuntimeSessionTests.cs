using Frugal.Graphs;
using Frugal.Graphs.Onnx;
using Frugal.Runtime.OnnxRuntime;
using Frugal.Tensors;
using Frugal.Tests.Graphs.Onnx;
using Xunit;

namespace Frugal.Tests.Runtime.OnnxRuntime;

public class OnnxRuntimeSessionTests
{
    private static readonly OnnxRuntimeOptions OneThread = new() { Threads = 1 };

    [Fact]
    public void A_network_made_in_code_runs_there_as_its_definition_says()
    {
        OnnxRuntimeNeeded.OrSkip();
        Network network = OnnxNetworks.Convolutional();
        using var session = new OnnxRuntimeSession(OnnxFile.ToBytes(network), OneThread);
        DenseTensor image = Image(2, seed: 1);
        DenseTensor expected = Reference(network, image), actual = Assert.Single(session.Run(image));
        Assert.Equal(expected.Shape, actual.Shape);
        float[] e = expected.Span<float>().ToArray(), a = actual.Span<float>().ToArray();
        for (int i = 0; i < e.Length; i++) Assert.InRange(a[i], e[i] - 1e-5f * (1 + Math.Abs(e[i])), e[i] + 1e-5f * (1 + Math.Abs(e[i])));
    }

    [Fact]
    public void It_loads_at_every_operator_set_that_is_written()
    {
        OnnxRuntimeNeeded.OrSkip();
        Network network = OnnxNetworks.Convolutional();
        network.IrVersion = 3;
        network.Opsets[""] = 7;
        DenseTensor image = Image(1, seed: 2);
        DenseTensor? first = null;
        for (int opset = 7; opset <= 26; opset++)
        {
            using var session = new OnnxRuntimeSession(OnnxFile.ToBytes(network, new OnnxWriteOptions { Opset = opset }), OneThread);
            DenseTensor output = session.Run(image)[0];
            NetworkEquality.AssertEqual(first ??= output, output, $"operator set {opset}");
        }
    }

    [Fact]
    public void Inputs_and_outputs_are_described_with_their_symbols()
    {
        OnnxRuntimeNeeded.OrSkip();
        using var session = new OnnxRuntimeSession(OnnxFile.ToBytes(OnnxNetworks.Convolutional()));
        Assert.Equal([new OnnxRuntimeValue("image", ElementType.Float32, new SymbolicShape(Dimension.Named("N"), 1, 8, 8))], session.Inputs);
        Assert.Equal(64, session.Outputs[0].Shape![1].Number);
    }

    [Fact]
    public void A_bound_run_gives_the_same_and_allocates_nothing()
    {
        OnnxRuntimeNeeded.OrSkip();
        using var session = new OnnxRuntimeSession(OnnxFile.ToBytes(OnnxNetworks.Convolutional()), OneThread);
        using OnnxRuntimeBinding binding = session.Bind(Image(2, seed: 1));
        DenseTensor other = Image(2, seed: 3);
        other.Bytes.CopyTo(binding.Inputs[0].Bytes);
        binding.Run();
        NetworkEquality.AssertEqual(session.Run(other)[0], binding.Outputs[0], "output");
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++) binding.Run();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Tensors_of_every_numeric_type_go_in_and_come_out()
    {
        OnnxRuntimeNeeded.OrSkip();
        foreach (ElementType type in (ElementType[])[ElementType.Float32, ElementType.Float64, ElementType.Float16, ElementType.Int8, ElementType.UInt8,
            ElementType.Int16, ElementType.UInt16, ElementType.Int32, ElementType.UInt32, ElementType.Int64, ElementType.UInt64, ElementType.Bool])
        {
            var network = new Network();
            Value x = network.Graph.AddInput("x", type, new SymbolicShape(Dimension.Unknown));
            network.Graph.AddOutput(network.Graph.AddNode(new UnknownOperator(OperatorId.Onnx("Identity"), 17), [x], ["y"]).Output);
            network.Graph.Find("y")!.Type = type;
            using var session = new OnnxRuntimeSession(OnnxFile.ToBytes(network), OneThread);
            foreach (int length in (int[])[0, 1, 5])
            {
                DenseTensor tensor = TensorValues.FromDoubles(type, new Shape(length), [.. Enumerable.Range(0, length).Select(i => (double)i)]);
                NetworkEquality.AssertEqual(tensor, session.Run(tensor)[0], $"{type}[{length}]");
            }
        }
    }

    [Fact]
    public void What_it_refuses_is_told_in_its_own_words()
    {
        OnnxRuntimeNeeded.OrSkip();
        Assert.Contains("loading a model from memory", Assert.Throws<OnnxRuntimeException>(() => new OnnxRuntimeSession([1, 2, 3])).Message);
        Assert.Contains("no/such.onnx", Assert.Throws<OnnxRuntimeException>(() => new OnnxRuntimeSession("no/such.onnx")).Message);
        using var session = new OnnxRuntimeSession(OnnxFile.ToBytes(OnnxNetworks.Convolutional()), OneThread);
        Assert.Contains("has 1 inputs (image)", Assert.Throws<OnnxRuntimeException>(() => session.Run()).Message);
        var wrongShape = Assert.Throws<OnnxRuntimeException>(() => session.Run(DenseTensor.Zeros(ElementType.Float32, new Shape(1, 1, 8, 9))));
        Assert.Equal(2, wrongShape.Code);
        Assert.Throws<OnnxRuntimeException>(() => session.Run(DenseTensor.Zeros(ElementType.Int64, new Shape(1, 1, 8, 8))));
    }

    [Fact]
    public void Options_reach_it()
    {
        OnnxRuntimeNeeded.OrSkip();
        byte[] model = OnnxFile.ToBytes(OnnxNetworks.Convolutional());
        var options = new OnnxRuntimeOptions { Threads = 2, AllowSpinning = false, ForceSpinningStop = true, Optimization = OnnxRuntimeOptimization.Extended };
        using (var session = new OnnxRuntimeSession(model, options)) Assert.Single(session.Run(Image(1, seed: 1)));
        var bad = new OnnxRuntimeOptions { ConfigurationEntries = new Dictionary<string, string> { [new string('k', 5000)] = "1" } };
        Assert.Contains("setting k", Assert.Throws<OnnxRuntimeException>(() => new OnnxRuntimeSession(model, bad)).Message);
    }

    [Fact]
    public void Many_threads_may_run_one_session()
    {
        OnnxRuntimeNeeded.OrSkip();
        using var session = new OnnxRuntimeSession(OnnxFile.ToBytes(OnnxNetworks.Convolutional()), OneThread);
        DenseTensor image = Image(2, seed: 1), expected = session.Run(image)[0];
        Parallel.For(0, 200, _ => Assert.True(session.Run(image)[0].Bytes.SequenceEqual(expected.Bytes)));
    }

    [Fact]
    public void A_session_that_is_disposed_says_so()
    {
        OnnxRuntimeNeeded.OrSkip();
        var session = new OnnxRuntimeSession(OnnxFile.ToBytes(OnnxNetworks.Convolutional()), OneThread);
        OnnxRuntimeBinding binding = session.Bind(Image(1, seed: 1));
        binding.Dispose();
        Assert.Throws<ObjectDisposedException>(binding.Run);
        session.Dispose();
        session.Dispose();
        Assert.Throws<ObjectDisposedException>(() => session.Run(Image(1, seed: 1)));
    }

    private static DenseTensor Image(int count, ulong seed)
    {
        var image = DenseTensor.Zeros(ElementType.Float32, new Shape(count, 1, 8, 8));
        new RandomStream(seed).FillGaussian(image.Span<float>());
        return image;
    }

    private static DenseTensor Reference(Network network, DenseTensor image) =>
        ReferenceEvaluator.Run(network.Graph, [image])[0];
}
