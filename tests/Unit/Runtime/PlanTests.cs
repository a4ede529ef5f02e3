using Frugal.Graphs;
using Frugal.Kernels;
using Frugal.Runtime;
using Frugal.Tensors;
using Frugal.Tests.Graphs;
using Xunit;

namespace Frugal.Tests.Runtime;

public sealed class PlanTests
{
    private static readonly WorkerPool Pool = new(2);

    [Fact]
    public void An_elementwise_step_works_in_the_memory_of_an_input_that_nobody_reads_again()
    {
        Network network = Build(b => [b.Call("Sigmoid", Transposed(b))]);
        Plan plan = Plan.Compile(network, new PlanOptions());
        Assert.Equal(64 * 32 * sizeof(float), plan.ArenaBytes);
        AssertLikeReference(network, plan);
    }

    [Fact]
    public void An_input_that_is_read_again_is_not_overwritten()
    {
        Network network = Build(b =>
        {
            Value x = Transposed(b), y = b.Call("Sigmoid", x);
            return [b.Call("Concat", [y, x], ("axis", 0L))];
        });
        AssertLikeReference(network, Plan.Compile(network, new PlanOptions()));
    }

    [Fact]
    public void A_view_keeps_the_memory_behind_it_alive()
    {
        Network network = Build(b =>
        {
            Value x = Transposed(b), view = b.Call("Reshape", x, b.Integers(32, 64));
            Value other = b.Call("Softmax", b.Call("Exp", x));
            return [b.Call("Add", b.Call("Reshape", other, b.Integers(32, 64)), view)];
        });
        AssertLikeReference(network, Plan.Compile(network, new PlanOptions()));
    }

    [Fact]
    public void An_output_is_not_overwritten_by_later_steps()
    {
        Network network = Build(b =>
        {
            Value x = Transposed(b), y = b.Call("Tanh", x);
            return [x, y, b.Call("Softmax", y)];
        });
        AssertLikeReference(network, Plan.Compile(network, new PlanOptions()));
    }

    [Fact]
    public void An_input_given_on_as_output_keeps_its_values()
    {
        Network network = Build(b => [b.Call("Relu", b.Graph.Inputs[0]), b.Call("Flatten", b.Graph.Inputs[0])]);
        AssertLikeReference(network, Plan.Compile(network, new PlanOptions()));
    }

    [Fact]
    public void State_keeps_its_value_from_run_to_run()
    {
        var network = new Network();
        var builder = new GraphBuilder(network.Graph);
        Value x = builder.Input("x", ElementType.Float32, 3);
        StateVariable sum = network.Graph.AddState("sum", DenseTensor.Vector(1f, 2f, 3f));
        Value next = builder.Call("Add", sum.Current, x);
        sum.Next = next;
        builder.Output(builder.Call("Neg", next));
        Plan plan = Plan.Compile(network, new PlanOptions());
        PlanContext context = plan.Rent();
        for (int run = 1; run <= 3; run++)
        {
            context.Run([DenseTensor.Vector(1f, 10f, 100f)], Pool);
            Assert.Equal([-1f - run, -2f - 10 * run, -3f - 100 * run], context.Output(0).Span<float>().ToArray());
        }
        Assert.Equal([4f, 32f, 303f], plan.State<float>("sum").ToArray());
    }

    [Fact]
    public void Plans_that_share_a_state_see_each_others_changes()
    {
        Network network = Build(b => [b.Call("Mul", b.Graph.Inputs[0], b.Graph.AddInitializer("w", DenseTensor.Vector(2f)))]);
        var options = new PlanOptions { Leaves = _ => LeafKind.State };
        Plan first = Plan.Compile(network, options), second = Plan.Compile(network, options);
        PlanContext context = second.Rent();
        second.ShareState("w", first);
        first.State<float>("w")[0] = 5;
        DenseTensor x = Networks.Sample(1, 32, 64);
        context.Run([x], Pool);
        Assert.Equal(x.Span<float>()[7] * 5, context.Output(0).Span<float>()[7]);
        Assert.Equal(2f, network.Graph.Find("w")!.Constant!.Span<float>()[0]);
    }

    [Fact]
    public void A_chain_of_elementwise_operators_is_one_step()
    {
        Network network = Build(b => [b.Call("Tanh", b.Call("Add", b.Call("Mul", b.Graph.Inputs[0], b.Scalar(3)), b.Graph.Inputs[0]))]);
        Plan plan = Plan.Compile(network, new PlanOptions());
        Assert.Single(plan.Describe());
        AssertLikeReference(network, plan);
    }

    [Fact]
    public void A_wrong_input_is_refused_with_what_was_planned()
    {
        Plan plan = Plan.Compile(Build(b => [b.Call("Relu", b.Graph.Inputs[0])]), new PlanOptions());
        PlanContext context = plan.Rent();
        Assert.Contains("[32,64]", Assert.Throws<ArgumentException>(() => context.Run([Networks.Sample(1, 64, 32)], Pool)).Message);
        Assert.Contains("1 inputs; 0", Assert.Throws<ArgumentException>(() => context.Run([], Pool)).Message);
    }

    private static Value Transposed(GraphBuilder builder) => builder.Call("Transpose", builder.Graph.Inputs[0]);

    private static Network Build(Func<GraphBuilder, Value[]> build)
    {
        var network = new Network();
        var builder = new GraphBuilder(network.Graph);
        builder.Input("x", ElementType.Float32, 32, 64);
        builder.Output(build(builder));
        return network;
    }

    private static void AssertLikeReference(Network network, Plan plan)
    {
        PlanContext context = plan.Rent();
        for (ulong seed = 1; seed <= 2; seed++)
        {
            DenseTensor x = Networks.Sample(seed, 32, 64);
            IReadOnlyList<DenseTensor> expected = ReferenceEvaluator.Run(network.Graph, [x.Copy()]);
            context.Run([x], Pool);
            for (int i = 0; i < expected.Count; i++) Assert.InRange(Networks.Distance(expected[i], context.Output(i)), 0, 1e-5);
        }
    }
}
