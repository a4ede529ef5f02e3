using Frugal.Graphs;
using Frugal.Graphs.Onnx;
using Frugal.Kernels;
using Frugal.Runtime;
using Frugal.Tensors;
using Frugal.Tests.Graphs;
using Xunit;

namespace Frugal.Tests.Runtime;

/// <summary>Sessions of networks whose shapes or branches depend on values that a run computes.</summary>
public sealed class StageTests
{
    [Fact]
    public void A_network_whose_shapes_follow_from_its_inputs_is_one_plan()
    {
        Session session = Session.Create(Chosen(2));
        DenseTensor x = Networks.Sample(1, 4, 6);
        Assert.False(session.TryPlanFor([x], out _));
        var builder = new GraphBuilder(new Graph());
        Value input = builder.Input("x", ElementType.Float32, Dimension.Named("N"), 6);
        builder.Output(builder.Call("Relu", builder.Call("Reshape", input, builder.Call("Concat", [builder.Call("Shape", input), builder.Integers(1)], ("axis", 0)))));
        Session whole = Session.Create(new Network(builder.Graph));
        Assert.True(whole.TryPlanFor([x], out Plan? plan));
        Assert.Single(plan.Describe());
    }

    [Fact]
    public void Chosen_rows_go_through_compiled_layers_and_equal_the_reference()
    {
        Network network = Chosen(3);
        Session session = Session.Create(network);
        for (ulong seed = 0; seed < 12; seed++)
        {
            DenseTensor x = Networks.Sample(seed, 4 + (int)seed % 2, 6);
            AssertEqualToReference(network, session, x);
        }
    }

    [Fact]
    public void No_more_plans_are_kept_than_asked_for()
    {
        Session session = Session.Create(Chosen(3), new SessionOptions { MaximumPlans = 3 });
        Session whole = Session.Create(LeNet(), new SessionOptions { MaximumPlans = 2 });
        for (int n = 1; n < 9; n++)
        {
            session.Run(Networks.Sample((ulong)n, n, 6));
            whole.Run(Networks.Sample((ulong)n, n, 1, 28, 28));
            Assert.InRange(session.PlanCount, 1, 3);
            Assert.InRange(whole.PlanCount, 1, 2);
        }
        DenseTensor again = Networks.Sample(1, 1, 1, 28, 28);
        Assert.Equal(whole.Run(again)[0].Bytes.ToArray(), Session.Create(LeNet()).Run(again)[0].Bytes.ToArray());
    }

    [Fact]
    public void The_number_of_threads_does_not_change_a_bit_of_staged_networks()
    {
        Network network = Chosen(40);
        DenseTensor x = Networks.Sample(3, 90, 6);
        byte[] Run(int threads)
        {
            using var pool = new WorkerPool(threads);
            return Session.Create(network, new SessionOptions { Pool = pool }).Run(x)[0].Bytes.ToArray();
        }
        Assert.Equal(Run(1), Run(2));
        Assert.Equal(Run(1), Run(5));
    }

    [Fact]
    public void Many_callers_at_once_get_the_answers_of_one_from_a_staged_network()
    {
        Session session = Session.Create(Chosen(3), new SessionOptions { Pool = new WorkerPool(2), MaximumPlans = 5 });
        DenseTensor[] inputs = [.. Enumerable.Range(0, 6).Select(i => Networks.Sample((ulong)i, 3 + i % 4, 6))];
        byte[][] expected = [.. inputs.Select(x => session.Run(x)[0].Bytes.ToArray())];
        int wrong = 0;
        Thread[] callers = [.. Enumerable.Range(0, 5).Select(caller => new Thread(() =>
        {
            for (int i = 0; i < 40; i++)
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
    public void Elements_that_decide_a_shape_and_change_with_every_run_do_not_fill_the_cache()
    {
        var builder = new GraphBuilder(new Graph());
        Value x = builder.Input("x", ElementType.Float32, 50), ends = builder.Input("n", ElementType.Float32, 1);
        Value slice = builder.Call("Slice", x, builder.Integers(0), builder.Call("Cast", [builder.Call("Abs", ends)], ("to", (long)ElementType.Int64)));
        builder.Output(builder.Call("ReduceSum", [builder.Call("Relu", slice)], ("keepdims", 0)));
        var network = new Network(builder.Graph);
        Session session = Session.Create(network, new SessionOptions { MaximumPlans = 8 });
        DenseTensor values = Networks.Sample(1, 50);
        for (int n = 1; n < 50; n++)
        {
            DenseTensor[] inputs = [values, DenseTensor.Vector((float)-n)];
            DenseTensor expected = ReferenceEvaluator.Run(network.Graph, inputs)[0];
            Assert.Equal(expected.Span<float>()[0], session.Run(inputs)[0].Span<float>()[0], 1e-4f);
            Assert.InRange(session.PlanCount, 1, 8);
        }
    }

    [Fact]
    public void A_branch_chosen_by_a_small_input_is_compiled_into_one_plan_for_each_of_its_values()
    {
        var builder = new GraphBuilder(new Graph());
        Value x = builder.Input("x", ElementType.Float32, 2, 8), rate = builder.Input("rate", ElementType.Int64);
        Graph Branch(string name, string op)
        {
            var inner = new GraphBuilder(new Graph(name, builder.Graph), name + ".");
            inner.Output(inner.Call(op, x));
            return inner.Graph;
        }
        Value chosen = builder.Call("If", [builder.Call("Equal", rate, builder.Constant(DenseTensor.Scalar(16000L)))], ("then_branch", Branch("then", "Relu")), ("else_branch", Branch("else", "Neg")));
        builder.Output(builder.Call("Sigmoid", chosen));
        var network = new Network(builder.Graph);
        Session session = Session.Create(network);
        DenseTensor input = Networks.Sample(2, 2, 8);
        for (int i = 0; i < 6; i++) AssertEqualToReference(network, session, input, DenseTensor.Scalar(i % 3 == 0 ? 16000L : 8000L));
        Assert.InRange(session.PlanCount, 2, 3);
        DenseTensor[] inputs = [input, DenseTensor.Scalar(16000L)], outputs = session.Run(inputs);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++) session.Run(inputs, outputs);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_small_input_of_many_values_does_not_fill_the_cache()
    {
        var builder = new GraphBuilder(new Graph());
        Value n = builder.Input("n", ElementType.Int64);
        builder.Output(builder.Call("Range", builder.Constant(DenseTensor.Scalar(0L)), builder.Call("Mul", n, n), builder.Constant(DenseTensor.Scalar(1L))));
        Session session = Session.Create(new Network(builder.Graph), new SessionOptions { MaximumPlans = 10 });
        for (long i = 0; i < 60; i++)
        {
            Assert.Equal(i * i, session.Run(DenseTensor.Scalar(i))[0].Count);
            Assert.InRange(session.PlanCount, 0, 10);
        }
    }

    [Fact]
    public void Bodies_of_loops_read_what_is_computed_around_them_at_any_depth()
    {
        var builder = new GraphBuilder(new Graph());
        Value x = builder.Input("x", ElementType.Float32, Dimension.Named("N")), count = builder.Input("count", ElementType.Int64);
        Value twice = builder.Call("Add", x, x), limit = builder.Scalar(3);
        var body = new GraphBuilder(new Graph("body", builder.Graph), "body.");
        Value iteration = body.Input("i", ElementType.Int64), go = body.Input("go", ElementType.Bool), sum = body.Graph.AddInput("sum", ElementType.Float32, null);
        Value odd = body.Call("Equal", body.Call("Mod", iteration, body.Constant(DenseTensor.Scalar(2L))), body.Constant(DenseTensor.Scalar(1L)));
        Graph Branch(string name, Func<GraphBuilder, Value> build)
        {
            var inner = new GraphBuilder(new Graph(name, body.Graph), name + ".");
            inner.Output(build(inner));
            return inner.Graph;
        }
        // Odd iterations add what was computed before the loop, even ones give on a value of the network itself.
        Value added = body.Call("If", [odd], ("then_branch", Branch("then", b => b.Call("Mul", twice, limit))), ("else_branch", Branch("else", b => b.Call("Identity", x))));
        body.Output(body.Call("Identity", go), body.Call("Add", sum, added), added);
        Node loop = builder.Node(OperatorId.Onnx("Loop"), [count, null, twice], 2, NodeAttributes.Of(("body", body.Graph)));
        builder.Output(loop.Outputs[0]!, builder.Call("Transpose", loop.Outputs[1]!));
        var network = new Network(builder.Graph);
        network.Graph.Check();
        Session session = Session.Create(network);
        foreach (int n in (int[])[1, 3, 3, 5])
            foreach (long iterations in (long[])[1, 4, 7])
                AssertEqualToReference(network, session, Networks.Sample((ulong)n, n), DenseTensor.Scalar(iterations));
        // The sum after four iterations, in closed form: 2 x + x + 6 x + x + 6 x.
        DenseTensor one = DenseTensor.Vector(1f);
        Assert.Equal(16f, session.Run(one, DenseTensor.Scalar(4L))[0].Span<float>()[0]);
    }

    [Fact]
    public void An_endless_loop_can_be_stopped()
    {
        Network network = Endless();
        DenseTensor x = DenseTensor.Vector(1f);
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(30));
        Session session = Session.Create(network);
        Assert.ThrowsAny<OperationCanceledException>(() => session.Run([x], stop.Token));
        using var stopReference = new CancellationTokenSource(TimeSpan.FromMilliseconds(30));
        Assert.ThrowsAny<OperationCanceledException>(() => ReferenceEvaluator.Run(network.Graph, [x], 0, stopReference.Token));
    }

    [Fact]
    public void A_sequence_goes_out_as_one_and_says_so_where_a_tensor_is_wanted()
    {
        var builder = new GraphBuilder(new Graph());
        Value x = builder.Input("x", ElementType.Float32, 4, 2);
        builder.Output(builder.Call("SplitToSequence", [x], ("axis", 0)), builder.Call("Optional", x));
        Session session = Session.Create(new Network(builder.Graph));
        DenseTensor input = Networks.Sample(1, 4, 2);
        DenseTensor[] outputs = session.Run(input);
        Assert.Equal(ElementType.Sequence, outputs[0].Type);
        Assert.Equal(4, outputs[0].Items.Count);
        Assert.Equal(input.Span<float>().Slice(6, 2).ToArray(), outputs[0].Items[3].Span<float>().ToArray());
        Assert.Equal(input.Bytes.ToArray(), outputs[1].Items[0].Bytes.ToArray());
        Assert.Contains("Items", Assert.Throws<InvalidOperationException>(() => outputs[0].Span<float>().Length).Message);
        Assert.Contains("sequence", Assert.Throws<ArgumentException>(() => session.Run([input], [input])).Message);
    }

    [Fact]
    public void An_optional_without_a_value_says_so_and_its_value_cannot_be_had()
    {
        var builder = new GraphBuilder(new Graph());
        Value x = builder.Graph.AddInput("x", ElementType.Optional, null);
        builder.Output(builder.Call("OptionalHasElement", x));
        Session session = Session.Create(new Network(builder.Graph));
        Assert.False(session.Run(DenseTensor.Optional(null))[0].Span<bool>()[0]);
        Assert.True(session.Run(DenseTensor.Optional(DenseTensor.Scalar(1f)))[0].Span<bool>()[0]);
        builder.Output(builder.Call("OptionalGetElement", x));
        Session value = Session.Create(new Network(builder.Graph));
        Assert.Equal(5f, value.Run(DenseTensor.Optional(DenseTensor.Scalar(5f)))[1].Span<float>()[0]);
        Assert.Contains("OptionalHasElement", Assert.Throws<InvalidModelException>(() => value.Run(DenseTensor.Optional(null))).Message);
    }

    [Fact]
    public void Sequences_are_written_to_files_with_their_type()
    {
        var builder = new GraphBuilder(new Graph());
        builder.Output(builder.Call("SequenceConstruct", builder.Input("x", ElementType.Float32, 2)));
        Network again = OnnxFile.Read(OnnxFile.ToBytes(new Network(builder.Graph)));
        Assert.Equal(ElementType.Sequence, again.Graph.Outputs[0].Type);
        Assert.Equal(ElementType.Float32, again.Graph.Outputs[0].ItemType);
    }

    [Theory]
    [InlineData(ElementType.Float16, 4e-3)]
    [InlineData(ElementType.BFloat16, 4e-2)]
    public void Networks_of_half_precision_run_in_wide_kernels_within_their_own_rounding(ElementType type, double tolerance)
    {
        Network narrow = Narrow(type);
        DenseTensor x = TensorValues.FromDoubles(type, new Shape(3, 8), Networks.Sample(5, 3, 8).ToDoubles());
        Session session = Session.Create(narrow);
        DenseTensor actual = session.Run(x)[0], expected = ReferenceEvaluator.Run(narrow.Graph, [x])[0];
        Assert.Equal(type, actual.Type);
        Assert.Equal("y", session.Outputs[0].Name);
        Assert.InRange(Networks.Distance(expected, actual), 0, tolerance * expected.ToDoubles().Max(Math.Abs));
        Assert.Contains(session.PlanFor([x]).Describe(), s => s.StartsWith("Gemm", StringComparison.Ordinal) && !s.Contains("reference"));
    }

    [Theory]
    [InlineData(ElementType.Float64)]
    [InlineData(ElementType.Int8)]
    [InlineData(ElementType.Int16)]
    [InlineData(ElementType.Int32)]
    [InlineData(ElementType.Int64)]
    [InlineData(ElementType.UInt8)]
    [InlineData(ElementType.UInt16)]
    [InlineData(ElementType.UInt32)]
    [InlineData(ElementType.UInt64)]
    public void Networks_of_any_number_type_run(ElementType type)
    {
        var builder = new GraphBuilder(new Graph());
        Value x = builder.Input("x", type, 2, 3), two = builder.Constant(TensorValues.FromDoubles(type, new Shape(1, 3), [2, 1, 3]));
        builder.Output(builder.Call("Concat", [builder.Call("Max", builder.Call("Mul", x, two), builder.Call("Add", x, two)), x], ("axis", 1)));
        DenseTensor input = TensorValues.FromDoubles(type, new Shape(2, 3), [1, 2, 3, 4, 5, 6]);
        Assert.Equal([3, 3, 9, 1, 2, 3, 8, 6, 18, 4, 5, 6], Session.Create(new Network(builder.Graph)).Run(input)[0].ToDoubles());
    }

    [Fact]
    public void Initializers_can_be_fed_where_the_caller_says_so()
    {
        var builder = new GraphBuilder(new Graph());
        Value x = builder.Input("x", ElementType.Float32, 2);
        builder.Output(builder.Call("Mul", x, builder.Constant(DenseTensor.Vector(2f, 3f), "scale")));
        var network = new Network(builder.Graph);
        Session session = Session.Create(network, new SessionOptions { Overridable = ["scale"] });
        Assert.Equal(["x", "scale"], session.Inputs.Select(i => i.Name));
        Assert.Equal([10f, 20f], session.Run(DenseTensor.Vector(1f, 2f), DenseTensor.Vector(10f, 10f))[0].Span<float>().ToArray());
        Assert.Equal([2f, 6f], Session.Create(network).Run(DenseTensor.Vector(1f, 2f))[0].Span<float>().ToArray());
        Assert.Contains("'weight'", Assert.Throws<ArgumentException>(() => Session.Create(network, new SessionOptions { Overridable = ["weight"] })).Message);
    }

    [Fact]
    public void Memory_is_asked_for_only_where_it_is_allowed()
    {
        Assert.Contains("bytes", Assert.Throws<InvalidModelException>(() => Session.Create(Expanded(1 << 20, 1 << 20)).Run(DenseTensor.Vector(1f))).Message);
        Assert.Contains("axis", Assert.Throws<InvalidModelException>(() => Session.Create(Expanded(1L << 40, 1L << 40)).Run(DenseTensor.Vector(1f))).Message);
        DenseTensor x = Networks.Sample(1, 64, 1, 28, 28);
        Session small = Session.Create(LeNet(), new SessionOptions { MaximumMemoryBytes = 1 << 20 });
        Assert.Contains("eed smaller inputs", Assert.Throws<InvalidModelException>(() => small.Run(x)).Message);
        Assert.Equal(new Shape(1, 10), small.Run(Networks.Sample(1, 1, 1, 28, 28))[0].Shape);
    }

    [Fact]
    public void Inputs_that_contradict_the_network_are_named()
    {
        Session session = Session.Create(Chosen(2));
        Assert.Contains("'x'", Assert.Throws<InvalidModelException>(() => session.Run(Networks.Sample(1, 4, 5))).Message);
        Assert.Contains("'x'", Assert.Throws<ArgumentException>(() => session.Run(DenseTensor.From(new double[12], new Shape(2, 6)))).Message);
    }

    [Fact]
    public void What_only_a_run_can_find_wrong_is_said_with_the_node()
    {
        var builder = new GraphBuilder(new Graph());
        Value x = builder.Input("x", ElementType.Float32, 4), shape = builder.Input("shape", ElementType.Float32, 2);
        builder.Output(builder.Call("Reshape", x, builder.Call("Cast", [shape], ("to", (long)ElementType.Int64))));
        Session session = Session.Create(new Network(builder.Graph));
        Assert.Contains("Reshape", Assert.Throws<InvalidModelException>(() => session.Run(Networks.Sample(1, 4), DenseTensor.Vector(3f, 7f))).Message);
        Assert.Equal(new Shape(2, 2), session.Run(Networks.Sample(1, 4), DenseTensor.Vector(2f, -1f))[0].Shape);
    }

    // Rows whose first element is positive, through two layers.
    private static Network Chosen(int width)
    {
        var builder = new GraphBuilder(new Graph());
        Value x = builder.Input("x", ElementType.Float32, Dimension.Named("N"), 6);
        Value first = builder.Call("Squeeze", builder.Call("Slice", x, builder.Integers(0), builder.Integers(1), builder.Integers(1)), builder.Integers(1));
        Value rows = builder.Call("Compress", [x, builder.Call("Greater", first, builder.Scalar(0))], ("axis", 0));
        Value hidden = builder.Call("Relu", builder.Call("MatMul", builder.Call("Tanh", rows), builder.Constant(Networks.Sample(9, 6, width))));
        builder.Output(builder.Call("Add", hidden, builder.Constant(Networks.Sample(10, width))));
        return new Network(builder.Graph);
    }

    private static Network LeNet() => Frugal.Graphs.Architectures.Architecture.Find("lenet-5").Build();

    private static Network Endless()
    {
        var builder = new GraphBuilder(new Graph());
        Value x = builder.Input("x", ElementType.Float32, 1);
        var body = new GraphBuilder(new Graph("body", builder.Graph), "body.");
        body.Input("i", ElementType.Int64);
        Value go = body.Input("go", ElementType.Bool), value = body.Input("value", ElementType.Float32, 1);
        body.Output(body.Call("Identity", go), body.Call("Neg", value));
        builder.Output(builder.Call("Loop", [null, null, x], ("body", body.Graph)));
        return new Network(builder.Graph);
    }

    private static Network Expanded(long rows, long columns)
    {
        var builder = new GraphBuilder(new Graph());
        builder.Output(builder.Call("Relu", builder.Call("Expand", builder.Input("x", ElementType.Float32, 1), builder.Integers(rows, columns))));
        return new Network(builder.Graph);
    }

    private static Network Narrow(ElementType type)
    {
        var builder = new GraphBuilder(new Graph());
        Value x = builder.Input("x", type, Dimension.Named("N"), 8);
        DenseTensor Weights(ulong seed, params int[] shape) => TensorValues.FromDoubles(type, new Shape(shape), Networks.Sample(seed, -0.5f, 0.5f, shape).ToDoubles());
        Value hidden = builder.Call("Relu", builder.Call("Gemm", x, builder.Constant(Weights(1, 8, 16)), builder.Constant(Weights(2, 16))));
        Value scores = builder.Call("Gemm", hidden, builder.Constant(Weights(3, 16, 4)), builder.Constant(Weights(4, 4)));
        Value result = builder.Call("Softmax", [scores], ("axis", -1));
        builder.Graph.Rename(result, "y");
        builder.Output(result);
        return new Network(builder.Graph);
    }

    private static void AssertEqualToReference(Network network, Session session, params DenseTensor[] inputs)
    {
        DenseTensor[] expected = ReferenceEvaluator.Run(network.Graph, inputs), actual = session.Run(inputs);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i].Shape, actual[i].Shape);
            Assert.InRange(Networks.Distance(expected[i], actual[i]), 0, 1e-5 * (1 + expected[i].ToDoubles().Select(Math.Abs).DefaultIfEmpty().Max()));
        }
    }
}
