using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>What <see cref="SoftmaxCrossEntropy"/> and its gradient read from their node: rows of classes, targets, sample weights.</summary>
internal sealed class CrossEntropyTerms
{
    private readonly long[]? labels;
    private readonly double[]? targets;
    private readonly double[]? weights;
    private readonly double smoothing;
    private readonly int positionsPerSample;

    /// <summary>The terms of a node.</summary>
    /// <param name="logits">The shape of the logits: samples, classes, positions.</param>
    /// <param name="labels">Class numbers in that shape without its second axis, or target distributions in that shape.</param>
    /// <param name="weights">A weight for each sample, or null.</param>
    /// <param name="node">The node, for its attributes and for messages.</param>
    public CrossEntropyTerms(Shape logits, DenseTensor labels, DenseTensor? weights, Node node)
    {
        Rows = AlongAxis.Of(logits, 1);
        smoothing = node.Attributes.Float("label_smoothing", 0);
        Temperature = node.Attributes.Float("temperature", 1);
        positionsPerSample = Rows.Inner;
        if (labels.Type.IsFloatingPoint()) targets = labels.ToDoubles();
        else this.labels = labels.ToLongs();
        this.weights = weights?.ToDoubles();
        Scale = node.Attributes.Text("reduction", "mean") == "mean" ? 1.0 / Rows.Rows : 1;
        if (this.labels is { } numbers && Array.FindIndex(numbers, l => l < 0 || l >= Rows.Length) is >= 0 and var bad)
            throw new InvalidModelException($"{node.Describe()} got the label {numbers[bad]}; labels are numbers from 0 to {Rows.Length - 1}.");
    }

    /// <summary>One row of classes for each sample and position.</summary>
    public AlongAxis Rows { get; }

    /// <summary>What logits are divided by.</summary>
    public double Temperature { get; }

    /// <summary>1 over the number of rows under reduction <c>mean</c>, else 1.</summary>
    public double Scale { get; }

    /// <summary>The weight of a row's sample.</summary>
    public double Weight(int row) => weights?[row / positionsPerSample] ?? 1;

    /// <summary>The target probability of a class after label smoothing.</summary>
    public double Target(int row, int k)
    {
        double target = targets is not null ? targets[Rows.Index(row, k)] : labels![row] == k ? 1 : 0;
        return (1 - smoothing) * target + smoothing / Rows.Length;
    }

    /// <summary>The sum of a row's target probabilities: 1 but for target distributions that are none.</summary>
    public double TargetSum(int row)
    {
        double sum = 0;
        for (int k = 0; k < Rows.Length; k++) sum += Target(row, k);
        return sum;
    }
}
