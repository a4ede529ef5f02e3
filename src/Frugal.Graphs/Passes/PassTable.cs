using System.Diagnostics;
using Frugal.Tensors;

namespace Frugal.Graphs.Passes;

/// <summary>
/// The passes, in the order in which they run. One table serves the session's simplification, <c>optimize</c> and its page; they run round by round until a round
/// changes nothing.
/// </summary>
public static class PassTable
{
    /// <summary>After how many rounds it ends in any case; real networks need two to five.</summary>
    public const int MaximumRounds = 16;

    /// <summary>All passes.</summary>
    public static IReadOnlyList<Pass> All { get; } =
    [
        new("remove-unused", "Removes nodes and initializers that contribute to no output.", PassExactness.Exact, [], c => RemoveUnused(c.Network)),
        new("fold-constants", "Computes nodes of constants, and shapes that inference knows, once; Constant nodes become initializers.", PassExactness.Exact, [],
            FoldConstants.Run),
        new("remove-identities", "Removes nodes that change nothing: Identity, Dropout, casts to the same type, reshapes to the same shape, whole slices, multiplying by 1, adding 0.", PassExactness.Exact, [],
            c => RemoveIdentities.Run(c.Network)),
        new("merge-initializers", "Keeps one of several initializers with the same bytes.", PassExactness.Exact, [], MergeInitializers.Run),
        new("merge-equal-nodes", "Computes once what several nodes compute alike.", PassExactness.Exact, [], MergeEqualNodes.Run),
        new("fold-batch-normalization", "Multiplies batch normalisation into the weights and bias of the layer before it.", PassExactness.Rounding, ["BatchNormalization"],
            c => FoldBatchNormalization.Run(c.Network)),
        new("fold-channel-factors", "Multiplies factors and adds summands of whole channels into the layer before them.", PassExactness.Rounding, ["Conv|ConvTranspose|Gemm|MatMul", "Add|Sub|Mul|Div"],
            FoldChannelFactors.Run),
        new("fold-input-factors", "Multiplies batch normalisation, factors and summands before a layer into its weights and bias where no padding forbids it.", PassExactness.Rounding, ["Conv|Gemm|MatMul", "BatchNormalization|Add|Sub|Mul|Div"],
            FoldInputFactors.Run),
        new("fold-padding", "Lets convolutions and pools pad by themselves.", PassExactness.Exact, ["Pad", "Conv|AveragePool|MaxPool"], FoldPadding.Run),
        new("merge-reshapes", "Lets the last of several changes of shape do it alone, also where element-wise operators stand between.", PassExactness.Exact, ["Reshape|Flatten|Squeeze|Unsqueeze"],
            MergeReshapes.Run),
        new("merge-transposes", "Lets one Transpose do what several do, also where element-wise operators stand between, and lets Gemm read its operands transposed.", PassExactness.Exact, ["Transpose"],
            MergeTransposes.Run),
        new("matmul-add-to-gemm", "Makes a product of matrices and the bias behind it one Gemm.", PassExactness.Rounding, ["MatMul", "Add"], MatMulToGemm.Run),
        new("recognize-layer-normalization", "Finds layer normalisation that is spelled out (from operator set 17 on).", PassExactness.Rounding, ["ReduceMean", "Sqrt"], RecognizeLayerNormalization.Run),
        new("recognize-gelu", "Finds GELU that is spelled out by Erf or Tanh (from operator set 20 on).", PassExactness.Rounding, ["Erf|Tanh", "Mul"], RecognizeGelu.Run),
        new("recognize-gated-activations", "Finds HardSwish (from operator set 14 on), Mish (18) and Swish (24) that are spelled out.", PassExactness.Rounding, ["Sigmoid|HardSigmoid|Clip|Tanh", "Mul"],
            RecognizeGatedActivations.Run),
        new("recognize-attention", "Finds scaled dot-product attention that is spelled out (from operator set 23 on).", PassExactness.Rounding, ["Softmax", "MatMul"], RecognizeAttention.Run),
        new("remove-dead-channels", "Removes channels that are constant or that nobody weighs, with what computes them; constants go into the biases of what follows.", PassExactness.Rounding, ["Conv|Gemm|MatMul"],
            RemoveDeadChannels.Run),
        new("flush-denormals", "Sets weights to zero that are denormal: each moves by less than 1.2e-38.", PassExactness.Bounded, [], FlushDenormals.Run),
    ];

    /// <summary>The pass of a name, or null.</summary>
    public static Pass? Find(string name) => All.FirstOrDefault(p => p.Name == name);

    /// <summary>Runs passes in place until nothing changes any more.</summary>
    /// <param name="network">The network, with types and shapes inferred.</param>
    /// <param name="settings">What they may do.</param>
    /// <param name="passes">Which ones; null for all.</param>
    /// <param name="simplified">The simplified network: the one given, or one that took its place.</param>
    /// <param name="cancellation">Stops between two passes.</param>
    /// <returns>What each pass did that did something, in the table's order.</returns>
    public static IReadOnlyList<PassResult> Run(Network network, PassSettings settings, out Network simplified, IEnumerable<Pass>? passes = null, CancellationToken cancellation = default)
    {
        var context = new PassContext(network, settings);
        Pass[] chosen = [.. passes ?? All];
        var results = new PassResult?[chosen.Length];
        long work = settings.Work?.Invoke(network) ?? 0, start = Stopwatch.GetTimestamp();
        for (int round = 0; round < MaximumRounds; round++)
        {
            int rewrites = 0;
            HashSet<string> operators = Operators(context.Network);
            for (int i = 0; i < chosen.Length; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                if (settings.TimeLimit is { } limit && Stopwatch.GetElapsedTime(start) > limit) break;
                if (!HasWork(operators, chosen[i])) continue;
                PassResult result = RunOne(context, chosen[i], ref work);
                if (result.Rewrites == 0) continue;
                rewrites += result.Rewrites;
                results[i] = Sum(results[i], result);
                operators = Operators(context.Network);
            }
            if (rewrites == 0) break;
        }
        simplified = context.Network;
        return [.. results.OfType<PassResult>()];
    }

    private static bool HasWork(HashSet<string> operators, Pass pass) => pass.Needs.All(any => any.Split('|').Any(operators.Contains));

    private static HashSet<string> Operators(Network network) =>
        [.. network.AllGraphs().SelectMany(g => g.Nodes).Where(n => n.Operator.Id.Domain.Length == 0).Select(n => n.Operator.Id.Name)];

    private static PassResult RunOne(PassContext context, Pass pass, ref long work)
    {
        var (nodes, parameters, bytes) = Size(context.Network);
        int rewrites = pass.Apply(context);
        if (rewrites == 0) return new PassResult(pass, 0, 0, 0, 0, 0);
        RemoveUnused(context.Network);
        var after = Size(context.Network);
        long workBefore = work;
        work = context.Settings.Work?.Invoke(context.Network) ?? 0;
        return new PassResult(pass, rewrites, nodes - after.Nodes, parameters - after.Parameters, bytes - after.Bytes, workBefore - work);
    }

    private static (int Nodes, long Parameters, long Bytes) Size(Network network)
    {
        int nodes = 0;
        long parameters = 0, bytes = 0;
        foreach (Graph graph in network.AllGraphs())
        {
            nodes += graph.Nodes.Count;
            foreach (Value value in graph.Initializers)
            {
                if (value.Type.IsFloatingPoint()) parameters += value.Constant!.Count;
                bytes += value.Constant!.ByteCount;
            }
        }
        return (nodes, parameters, bytes);
    }

    // From the inside to the outside, for what nodes inside read stays outside.
    private static int RemoveUnused(Network network)
    {
        int removed = 0;
        foreach (Graph graph in network.AllGraphs().Reverse().ToArray())
        {
            int before = graph.Values.Count;
            graph.RemoveUnused();
            removed += before - graph.Values.Count;
        }
        return removed;
    }

    private static PassResult Sum(PassResult? first, PassResult second) => first is null ? second : new PassResult(second.Pass,
        first.Rewrites + second.Rewrites, first.NodesRemoved + second.NodesRemoved, first.ParametersRemoved + second.ParametersRemoved, first.BytesRemoved + second.BytesRemoved,
        first.WorkRemoved + second.WorkRemoved);
}
