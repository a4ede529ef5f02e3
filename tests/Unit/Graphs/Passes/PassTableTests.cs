using Frugal.Graphs;
using Frugal.Graphs.Passes;
using Frugal.Tensors;
using Xunit;

namespace Frugal.Tests.Graphs;

/// <summary>Every pass of the table, alone and all together, on random networks: the answers stay. The judge is the reference evaluator in float64.</summary>
public sealed class PassTableTests
{
    private const int Trials = 60;

    // Needs attention's layout or denormal numbers, which have tests of their own.
    private static readonly string[] WithoutRandomCase = ["recognize-attention", "flush-denormals"];

    public static TheoryData<string> Names => [.. PassTable.All.Select(p => p.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_pass_alone_moves_the_answers_of_random_networks_by_no_more_than_it_says(string name)
    {
        Pass pass = PassTable.Find(name)!;
        int rewrites = 0;
        for (ulong seed = 0; seed < Trials; seed++) rewrites += RunAndCompare(seed, [pass]).Sum(r => r.Rewrites);
        Assert.True(rewrites >= 4 || WithoutRandomCase.Contains(name), $"only {rewrites} rewrites happened");
    }

    [Fact]
    public void All_passes_together_keep_the_answers_and_leave_nothing_to_do()
    {
        int removed = 0;
        for (ulong seed = 1000; seed < 1000 + Trials; seed++) removed += RunAndCompare(seed, PassTable.All).Sum(r => r.NodesRemoved);
        Assert.True(removed > 5 * Trials, $"only {removed} nodes went");
    }

    [Fact]
    public void Names_are_unique_and_found()
    {
        Assert.Equal(PassTable.All.Count, PassTable.All.Select(p => p.Name).Distinct().Count());
        Assert.All(PassTable.All, p => Assert.Same(p, PassTable.Find(p.Name)));
        Assert.Null(PassTable.Find("no-such-pass"));
    }

    [Fact]
    public void Operators_that_are_not_offered_do_not_come_in()
    {
        string[] newer = ["LayerNormalization", "Gelu", "Swish", "HardSwish", "Mish", "Attention"];
        for (ulong seed = 0; seed < 40; seed++)
        {
            Network network = RandomGraph.Of(seed);
            PassTable.Run(network, PassSettings.ForOpset(13), out Network simple);
            Assert.DoesNotContain(Networks.Operators(simple), newer.Contains);
        }
    }

    private static IReadOnlyList<PassResult> RunAndCompare(ulong seed, IReadOnlyList<Pass> passes)
    {
        Network network = RandomGraph.Of(seed);
        network.Graph.Check();
        DenseTensor[] before = ReferenceEvaluator.Run(network.Graph, [RandomGraph.Input(seed)]);
        (string, ElementType)[] outputs = [.. network.Graph.Outputs.Select(o => (o.Name, o.Type))];
        IReadOnlyList<PassResult> results = PassTable.Run(network, PassSettings.Default, out Network simple, passes);
        simple.Graph.Check();
        Assert.Equal(outputs, simple.Graph.Outputs.Select(o => (o.Name, o.Type)));
        ShapeInference.RunAfresh(simple.Graph);
        DenseTensor[] after = ReferenceEvaluator.Run(simple.Graph, [RandomGraph.Input(seed)]);
        for (int i = 0; i < before.Length; i++)
        {
            double bound = passes.Max(p => p.Exactness) == PassExactness.Exact ? 0 : 1e-7 * Math.Max(1, before[i].ToDoubles().Max(Math.Abs));
            Assert.True(Networks.Distance(before[i], after[i]) <= bound, $"seed {seed}, output '{outputs[i].Item1}' moved by {Networks.Distance(before[i], after[i])}");
            SymbolicShape shape = simple.Graph.Outputs[i].Shape!;
            Assert.Equal(after[i].Shape.Rank, shape.Rank);
            for (int axis = 0; axis < shape.Rank; axis++) Assert.True(!shape[axis].IsNumber || shape[axis].Number == after[i].Shape[axis]);
        }
        Assert.Empty(PassTable.Run(simple, PassSettings.Default, out _, passes));
        return results;
    }
}
