using Frugal.Graphs;
using Frugal.Graphs.Architectures;
using Frugal.Graphs.Onnx;
using Frugal.Kernels;
using Frugal.Runtime;
using Frugal.Runtime.OnnxRuntime;
using Frugal.Tensors;
using Frugal.Tests.Graphs;
using Frugal.Tests.Runtime.OnnxRuntime;
using Xunit;

namespace Frugal.Tests.Runtime;

public sealed class SessionTests
{
    // Of the data's page: what the published outputs may differ by.
    public static TheoryData<string, double> Published => new()
    {
        { "lenet300100", 1e-4 }, { "lenet5", 1e-4 }, { "resnet20_cifar10", 2e-4 }, { "mlperf_resnet8_cifar10", 1e-5 },
        { "mlperf_vww96_mobilenetv1_025", 1e-5 }, { "mlperf_ad01_autoencoder", 1e-3 },
    };

    [Theory]
    [MemberData(nameof(Published))]
    [Trait("Instructions", "Forced")]
    public void Published_networks_give_their_published_outputs(string name, double tolerance)
    {
        Network network = OnnxFile.Read(TestData.PathOf($"models/{name}.onnx"));
        IReadOnlyDictionary<string, DenseTensor> arrays = Npz.Read(TestData.PathOf($"models/{name}.ref.npz"));
        foreach (bool simplify in (bool[])[true, false])
        {
            Session session = Session.Create(network, new SessionOptions { Simplify = simplify });
            Assert.InRange(Networks.Distance(arrays["output"], session.Run(arrays["input"])[0]), 0, tolerance);
        }
    }

    [Fact]
    public void Sessions_that_nobody_holds_are_collected_with_their_buffers()
    {
        WeakReference[] gone = [.. Enumerable.Range(0, 5).Select(_ => Used())];
        for (int i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        // The last one may still stand in a register or in the thread pool's memory.
        Assert.InRange(gone.Count(g => g.IsAlive), 0, 1);

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static WeakReference Used()
        {
            Session session = Session.Create(Architecture.Find("lenet-5").Build());
            DenseTensor[] inputs = [Networks.Sample(1, 1, 1, 28, 28)];
            Plan plan = session.PlanFor(inputs);
            PlanContext context = plan.Rent();
            plan.Return(context);
            session.Run(inputs);
            return new WeakReference(context);
        }
    }

    [Theory]
    [InlineData("lenet300100_dns_sparse")]
    [InlineData("lenet5")]
    [InlineData("resnet20_cifar10")]
    [InlineData("mlperf_resnet8_cifar10")]
    [InlineData("mlperf_vww96_mobilenetv1_025")]
    [InlineData("mlperf_ad01_autoencoder")]
    public void A_session_answers_as_ONNX_Runtime_does(string name)
    {
        OnnxRuntimeNeeded.OrSkip();
        string path = TestData.PathOf($"models/{name}.onnx");
        Network network = OnnxFile.Read(path);
        DenseTensor input = Networks.Sample(5, 0, 1, [3, .. network.Graph.Inputs[0].Shape!.Skip(1).Select(d => (int)d.Number)]);
        using var peer = new OnnxRuntimeSession(File.ReadAllBytes(path), new OnnxRuntimeOptions { Threads = 1 });
        DenseTensor expected = peer.Run(input)[0], actual = Session.Create(network).Run(input)[0];
        double scale = expected.ToDoubles().Max(Math.Abs);
        Assert.InRange(Networks.Distance(expected, actual), 0, 2e-5 * (1 + scale));
    }

    [Theory]
    [InlineData("ultraface-rfb-320")]
    [InlineData("yolox-nano")]
    [InlineData("mnist-cntk")]
    [InlineData("silero-vad-16k")]
    public void Networks_from_elsewhere_give_the_outputs_that_came_with_them(string name)
    {
        string folder = TestData.PathOf($"networks/{name}");
        Network network = OnnxFile.Read(Path.Combine(folder, "model.onnx"));
        Session session = Session.Create(network);
        foreach (string set in Directory.GetDirectories(folder, "test_data_set_*"))
        {
            DenseTensor[] Read(string kind, int count) => [.. Enumerable.Range(0, count).Select(i => OnnxFile.ReadTensor(Path.Combine(set, $"{kind}_{i}.pb")).Tensor)];
            DenseTensor[] expected = Read("output", session.Outputs.Count), inputs = Read("input", session.Inputs.Count);
            for (int repeat = 0; repeat < 3; repeat++)
            {
                DenseTensor[] actual = session.Run(inputs);
                for (int i = 0; i < expected.Length; i++)
                {
                    double[] e = expected[i].ToDoubles(), a = actual[i].ToDoubles();
                    for (int j = 0; j < e.Length; j++) Assert.InRange(a[j], e[j] - 1e-3 * Math.Abs(e[j]) - 1e-4, e[j] + 1e-3 * Math.Abs(e[j]) + 1e-4);
                }
            }
        }
    }

    [Fact]
    public void Branches_that_shapes_decide_are_gone_before_the_first_run_and_a_run_allocates_nothing()
    {
        string folder = TestData.PathOf("networks/silero-vad-16k");
        Session session = Session.Create(OnnxFile.Read(Path.Combine(folder, "model.onnx")));
        DenseTensor[] inputs = [.. Enumerable.Range(0, 3).Select(i => OnnxFile.ReadTensor(Path.Combine(folder, "test_data_set_0", $"input_{i}.pb")).Tensor)];
        Assert.DoesNotContain(session.PlanFor(inputs).Describe(), s => s.StartsWith("If", StringComparison.Ordinal) || (s.StartsWith("LSTM", StringComparison.Ordinal) && s.Contains("reference")));
        DenseTensor[] outputs = session.Run(inputs);
        for (int i = 0; i < 10; i++) session.Run(inputs, outputs);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++) session.Run(inputs, outputs);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Batch_normalisation_is_folded_unless_simplification_is_off()
    {
        Network network = Architecture.Find("resnet-20").Build();
        DenseTensor x = Networks.Sample(1, 1, 3, 32, 32);
        int Normalisations(bool simplify) => Session.Create(network, new SessionOptions { Simplify = simplify }).PlanFor([x]).Describe().Count(s => s.Contains("BatchNormalization"));
        Assert.Equal(0, Normalisations(true));
        Assert.True(Normalisations(false) > 10);
        Assert.Contains(network.Graph.Nodes, n => n.Operator.Id.Name == "BatchNormalization");
    }

    [Fact]
    public void Weight_expressions_are_computed_once()
    {
        Network network = Architecture.Find("lenet-300-100").Build();
        Graph graph = network.Graph;
        Node layer = graph.Nodes.First(n => n.Operator.Id.Name == "Gemm");
        Value weight = layer.Inputs[1]!, mask = graph.AddInitializer("mask", DenseTensor.Zeros(ElementType.Bool, weight.Constant!.Shape));
        Node masked = graph.InsertNode(0, OperatorTable.Get(OperatorId.Frugal("Mask")), [weight, mask], ["masked"]);
        ShapeInference.Run(masked);
        graph.SetInput(layer, 1, masked.Output);
        Session session = Session.Create(network);
        DenseTensor x = Networks.Sample(1, 2, 1, 28, 28);
        Assert.DoesNotContain(session.PlanFor([x]).Describe(), s => s.Contains("Mask"));
        Assert.Equal(0, Networks.Distance(session.Run(x)[0], session.Run(Networks.Sample(2, 2, 1, 28, 28))[0]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_run_into_given_tensors_allocates_nothing(int threads)
    {
        using var pool = new WorkerPool(threads);
        Session session = Session.Create(Architecture.Find("lenet-5").Build(), new SessionOptions { Pool = pool });
        DenseTensor[] inputs = [Networks.Sample(1, 8, 1, 28, 28)], outputs = session.Run(inputs);
        for (int i = 0; i < 50; i++) session.Run(inputs, outputs);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++) session.Run(inputs, outputs);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Many_callers_at_once_get_the_answers_of_one()
    {
        Session session = Session.Create(Architecture.Find("lenet-5").Build(), new SessionOptions { Pool = new WorkerPool(2) });
        DenseTensor[] inputs = [.. Enumerable.Range(0, 6).Select(i => Networks.Sample((ulong)i, 1 + i % 3, 1, 28, 28))];
        byte[][] expected = [.. inputs.Select(x => session.Run(x)[0].Bytes.ToArray())];
        int wrong = 0;
        Thread[] callers = [.. Enumerable.Range(0, 6).Select(caller => new Thread(() =>
        {
            for (int i = 0; i < 60; i++)
            {
                int which = (caller + i) % inputs.Length;
                if (!session.Run(inputs[which])[0].Bytes.SequenceEqual(expected[which])) Interlocked.Increment(ref wrong);
            }
        }))];
        foreach (Thread caller in callers) caller.Start();
        foreach (Thread caller in callers) caller.Join();
        Assert.Equal(0, wrong);
    }

    [Fact]
    public void A_batch_of_any_size_gives_each_sample_its_answer()
    {
        Session session = Session.Create(Architecture.Find("resnet-20").Build());
        DenseTensor all = Networks.Sample(3, 5, 3, 32, 32);
        DenseTensor together = session.Run(all)[0];
        for (int i = 0; i < 5; i++)
        {
            DenseTensor one = DenseTensor.Zeros(ElementType.Float32, new Shape(1, 3, 32, 32));
            all.Bytes.Slice(i * one.ByteCount, one.ByteCount).CopyTo(one.Bytes);
            float[] alone = session.Run(one)[0].Span<float>().ToArray(), row = together.Span<float>().Slice(i * 10, 10).ToArray();
            for (int j = 0; j < 10; j++) Assert.InRange(row[j], alone[j] - 1e-4f, alone[j] + 1e-4f);
        }
    }

    [Fact]
    [Trait("Instructions", "Forced")]
    public void The_number_of_threads_does_not_change_a_bit()
    {
        Network network = Architecture.Find("resnet-20").Build();
        DenseTensor x = Networks.Sample(4, 3, 3, 32, 32);
        byte[] Run(int threads)
        {
            using var pool = new WorkerPool(threads);
            return Session.Create(network, new SessionOptions { Pool = pool }).Run(x)[0].Bytes.ToArray();
        }
        byte[] one = Run(1);
        Assert.Equal(one, Run(2));
        Assert.Equal(one, Run(7));
    }

    [Fact]
    public void A_profile_names_every_step_and_adds_up_its_times()
    {
        Session session = Session.Create(Architecture.Find("lenet-5").Build());
        DenseTensor x = Networks.Sample(1, 4, 1, 28, 28);
        Plan plan = session.PlanFor([x]);
        var profile = new PlanProfile(plan);
        PlanContext context = plan.Rent();
        for (int i = 0; i < 3; i++) context.Run([x], WorkerPool.Shared, profile);
        Assert.Equal(plan.Describe().Count, profile.Steps.Count);
        Assert.All(profile.Steps, s => Assert.True(s.Milliseconds > 0 && s.Kernel.Length > 0));
        Assert.Contains(profile.Steps, s => s.Operators.StartsWith("Conv", StringComparison.Ordinal));
    }

    [Fact]
    public void Inputs_of_the_wrong_number_or_shape_are_refused()
    {
        Session session = Session.Create(Architecture.Find("lenet-5").Build());
        Assert.Contains("1 inputs", Assert.Throws<ArgumentException>(() => session.Run([])).Message);
        Assert.ThrowsAny<Exception>(() => session.Run(Networks.Sample(1, 1, 3, 28, 28)));
        DenseTensor x = Networks.Sample(1, 2, 1, 28, 28);
        Assert.Contains("[2,10]", Assert.Throws<ArgumentException>(() => session.Run([x], [DenseTensor.Vector(1f)])).Message);
    }
}
