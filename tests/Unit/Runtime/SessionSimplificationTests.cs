using Frugal.Graphs;
using Frugal.Runtime;
using Frugal.Tensors;
using Frugal.Tests.Graphs;
using Xunit;

namespace Frugal.Tests.Runtime;

/// <summary>A session runs the simplified network; its answers are those of the network as it stands.</summary>
public sealed class SessionSimplificationTests
{
    [Fact]
    public void Random_networks_answer_the_same_with_and_without_simplification()
    {
        for (ulong seed = 0; seed < 25; seed++)
        {
            Network network = RandomNetwork.Of(seed);
            DenseTensor input = RandomNetwork.Input(seed);
            DenseTensor[] plain = Session.Create(network, new SessionOptions { Simplify = false }).Run(input), simple = Session.Create(network).Run(input);
            for (int i = 0; i < plain.Length; i++)
            {
                double scale = Math.Max(1, plain[i].ToDoubles().Max(Math.Abs));
                Assert.True(Networks.Distance(plain[i], simple[i]) <= 1e-4 * scale, $"seed {seed}, output {i} moved by {Networks.Distance(plain[i], simple[i])}");
            }
        }
    }

    [Fact]
    public void A_gate_with_a_factor_inside_is_left_to_the_kernels_there_are()
    {
        var network = new Network();
        var b = new GraphBuilder(network.Graph);
        Value x = b.Input("x", ElementType.Float32, 4, 8);
        b.Output(b.Call("Mul", x, b.Call("Sigmoid", b.Call("Mul", x, b.Scalar(1.702)))));
        DenseTensor input = Networks.Sample(3, 4, 8);
        Session session = Session.Create(network);
        Assert.True(Networks.Distance(Networks.Run(network, input), session.Run(input)[0]) < 1e-5);
        Assert.DoesNotContain(session.PlanFor([input]).Describe(), s => s.Contains("reference", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void The_network_given_stays_as_it_is()
    {
        Network network = RandomNetwork.Of(7);
        string[] before = [.. network.Graph.Nodes.Select(n => n.ToString())];
        Session.Create(network).Run(RandomNetwork.Input(7));
        Assert.Equal(before, network.Graph.Nodes.Select(n => n.ToString()));
        network.Graph.Check();
    }
}
