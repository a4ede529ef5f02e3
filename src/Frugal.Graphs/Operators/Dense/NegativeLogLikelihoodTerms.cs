using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// The rows of a negative log-likelihood: for each the class that is right and its weight, 0 where the target is <c>ignore_index</c>; and the
/// factor of the reduction, which for <c>mean</c> is one over the sum of the weights.
/// </summary>
internal sealed class NegativeLogLikelihoodTerms
{
    private readonly long[] targets;
    private readonly double[] weights;

    public NegativeLogLikelihoodTerms(Shape input, DenseTensor target, DenseTensor? classWeights, NodeAttributes attributes)
    {
        Rows = AlongAxis.Of(input, 1);
        targets = target.ToLongs();
        if (targets.Length != Rows.Rows) throw new InvalidOperationException($"there are {targets.Length} targets for {Rows.Rows} rows of classes");
        double[]? perClass = classWeights?.ToDoubles();
        bool ignores = attributes.Has("ignore_index");
        long ignored = attributes.Int("ignore_index", 0);
        weights = new double[targets.Length];
        for (int row = 0; row < targets.Length; row++)
        {
            if (ignores && targets[row] == ignored) continue;
            if (targets[row] < 0 || targets[row] >= Rows.Length) throw new InvalidOperationException($"the target {targets[row]} is none of {Rows.Length} classes");
            weights[row] = perClass?[targets[row]] ?? 1;
        }
        Factor = attributes.Text("reduction", "mean") == "mean" ? 1 / weights.Sum() : 1;
    }

    /// <summary>The classes of each row.</summary>
    public AlongAxis Rows { get; }

    /// <summary>What the sum of all rows is multiplied by.</summary>
    public double Factor { get; }

    /// <summary>The weight of a row.</summary>
    public double Weight(int row) => weights[row];

    /// <summary>Where in the input the right class of a row stands; not to be asked for rows of weight 0.</summary>
    public int Place(int row) => Rows.Index(row, (int)targets[row]);

    /// <summary>The losses of all rows, and the node's output made of them.</summary>
    public DenseTensor Loss(ElementType type, Shape target, double[] logProbabilities, string reduction)
    {
        var losses = new double[weights.Length];
        for (int row = 0; row < losses.Length; row++)
            if (weights[row] != 0) losses[row] = -weights[row] * logProbabilities[Place(row)];
        return reduction == "none"
            ? TensorValues.FromDoubles(type, target, losses)
            : TensorValues.FromDoubles(type, Shape.Scalar, [losses.Sum() * Factor]);
    }

    /// <summary>The shape of the loss; refuses reductions that the standard does not have and shapes that do not fit.</summary>
    public static SymbolicShape? Infer(InferContext context)
    {
        string reduction = context.Attributes.Text("reduction", "mean");
        if (reduction is not ("mean" or "sum" or "none")) throw context.Fail($"has the reduction '{reduction}'; it can be mean, sum or none");
        if (context.Shape(0) is { Rank: < 2 } scores) throw context.Fail($"has scores of the shape {scores}; it takes samples and classes at least");
        if (context.Shape(0) is { } x && context.Shape(1) is { } target && target.Rank != x.Rank - 1) throw context.Fail($"has targets of shape {target} for scores of shape {x}");
        return reduction != "none" ? SymbolicShape.Scalar : context.Shape(1);
    }
}
