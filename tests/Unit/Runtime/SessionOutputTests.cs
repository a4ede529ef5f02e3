using Frugal.Graphs;
using Frugal.Runtime;
using Frugal.Tensors;
using Xunit;

namespace Frugal.Tests.Runtime;

public sealed class SessionOutputTests
{
    [Fact]
    public void Outputs_in_given_tensors_equal_new_ones_also_when_the_tensors_change()
    {
        Session session = Session.Create(Network());
        DenseTensor input = Random(1);
        DenseTensor[] expected = session.Run(input), first = [.. expected.Select(Empty)], second = [.. expected.Select(Empty)];
        session.Run([input], first);
        session.Run([Random(2)], second);
        Equal(expected, first);
        Equal(session.Run(Random(2)), second);
        Equal(expected, first);
    }

    [Fact]
    public void An_output_may_be_written_over_an_input()
    {
        Session session = Session.Create(Network());
        DenseTensor input = Random(3);
        DenseTensor[] expected = session.Run(input), given = [input, Empty(expected[1])];
        session.Run([input], given);
        Equal(expected, given);
    }

    [Fact]
    public void A_result_that_is_kept_does_not_change_with_the_next_run()
    {
        Session session = Session.Create(Network());
        DenseTensor[] given = [.. session.Run(Random(4)).Select(Empty)];
        session.Run([Random(4)], given);
        float[] before = given[0].Span<float>().ToArray();
        session.Run(Random(5));
        Assert.Equal(before, given[0].Span<float>().ToArray());
    }

    // y = 3 × 3 convolution of x, z = ReLU of it: y reads its input again and again while it is written.
    private static Network Network()
    {
        var network = new Network();
        var builder = new GraphBuilder(network.Graph);
        Value x = builder.Input("x", ElementType.Float32, 1, 4, 9, 9);
        Value w = builder.Constant(Random(6, 4, 4, 3, 3), "w");
        Value y = builder.Call("Conv", [x, w], ("pads", new[] { 1, 1, 1, 1 }));
        builder.Output(y);
        builder.Output(builder.Call("Relu", y));
        return network;
    }

    private static DenseTensor Empty(DenseTensor like) => DenseTensor.Zeros(like.Type, like.Shape);

    private static DenseTensor Random(ulong seed) => Random(seed, 1, 4, 9, 9);

    private static DenseTensor Random(ulong seed, params int[] shape)
    {
        var tensor = DenseTensor.Zeros(ElementType.Float32, new Shape(shape));
        new RandomStream(seed).FillUniform(tensor.Span<float>(), -1, 1);
        return tensor;
    }

    private static void Equal(DenseTensor[] expected, DenseTensor[] actual)
    {
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i].Span<float>().ToArray(), actual[i].Span<float>().ToArray());
    }
}
