using Frugal.Graphs;
using Frugal.Tensors;

namespace Frugal.Compression;

/// <summary>
/// What pruning one layer alone costs, without retraining: the validation loss against the share of weights kept (Han, Pool, Tran, Dally 2015,
/// "Learning both Weights and Connections for Efficient Neural Networks").
/// </summary>
public sealed class Sensitivity
{
    /// <summary>The densities that are tried.</summary>
    public static IReadOnlyList<double> Densities { get; } = [0.8, 0.6, 0.4, 0.3, 0.2, 0.15, 0.1, 0.07, 0.05, 0.03, 0.02, 0.01];

    internal Sensitivity(IReadOnlyList<LayerSensitivity> layers) => Layers = layers;

    /// <summary>One curve a layer.</summary>
    public IReadOnlyList<LayerSensitivity> Layers { get; }

    /// <summary>Measures all layers that may be pruned.</summary>
    /// <param name="network">The network; masks it has already stay in force.</param>
    /// <param name="layers">The layers.</param>
    /// <param name="context">Judge and progress.</param>
    /// <param name="samples">How many validation samples each point is measured on.</param>
    public static Sensitivity Measure(Network network, IReadOnlyList<CompressibleLayer> layers, MethodContext context, int samples)
    {
        double baseline = context.Judge!.Loss(network, samples);
        var curves = new List<LayerSensitivity>();
        for (int l = 0; l < layers.Count; l++)
        {
            var losses = new List<double>();
            foreach (double density in Densities)
            {
                context.Cancellation.ThrowIfCancellationRequested();
                context.Report(new JobActivity($"sensitivity of {layers[l].Node}", (l + losses.Count / (double)Densities.Count) / layers.Count));
                Network pruned = network.Clone();
                Value leaf = pruned.Graph.Find(layers[l].Weight)!;
                pruned.Graph.SetConstant(leaf, WeightExpression.Select(leaf.Constant!, MagnitudeMask.Keep(leaf.Constant!, density)));
                losses.Add(context.Judge.Loss(pruned, samples) - baseline);
            }
            curves.Add(new LayerSensitivity(layers[l], losses));
        }
        return new Sensitivity(curves);
    }

    /// <summary>
    /// A density for each layer such that together the given share of the weights is kept at the least loss: the one at which each layer's loss rise is the same for each weight that it keeps. Every layer
    /// keeps at least 1 % of its weights.
    /// </summary>
    /// <remarks>
    /// With loss rises ε(d) = a·d^−b that add up, Lagrange's condition dε/dd = −λN is ε(d) = λ·N·d / b; the exponents b of layers differ little beside their N. Equal loss rises instead would starve small
    /// layers for what large ones hold.
    /// </remarks>
    public IReadOnlyDictionary<string, double> Allocate(double overallDensity)
    {
        double total = Layers.Sum(l => l.Layer.Count);
        double low = 1e-15, high = 1e6; // the loss rise for each weight that is kept: larger means sparser
        for (int i = 0; i < 100; i++)
        {
            double middle = Math.Sqrt(low * high);
            double kept = Layers.Sum(l => DensityFor(l, middle) * l.Layer.Count) / total;
            if (kept > overallDensity) low = middle;
            else high = middle;
        }
        double[] densities = [.. Layers.Select(l => DensityFor(l, high))];
        double reached = Layers.Select((l, i) => densities[i] * l.Layer.Count).Sum() / total;
        return Layers.Select((l, i) => (l.Layer.Weight, Math.Clamp(densities[i] * overallDensity / reached, 0.01, 1)))
            .ToDictionary(p => p.Weight, p => Math.Round(p.Item2, 5));
    }

    // The density d with ε(d) = rise · N · d: the left side falls with d, the right one grows.
    private static double DensityFor(LayerSensitivity layer, double risePerWeight)
    {
        double low = 1e-5, high = 1;
        for (int i = 0; i < 50; i++)
        {
            double middle = Math.Sqrt(low * high);
            if (layer.DensityAt(Math.Max(1e-7, risePerWeight * layer.Layer.Count * middle)) > middle) low = middle;
            else high = middle;
        }
        return high;
    }

    /// <summary>The curves as a table.</summary>
    public ReportTable ToTable() => new(
        "Sensitivity: rise of the validation loss when one layer alone is pruned to a density, without retraining",
        ["layer", .. Densities.Select(d => $"{d:P0}")],
        [.. Layers.Select(l => (IReadOnlyList<string>)[l.Layer.Node, .. l.LossRise.Select(r => $"{r:0.0000}")])]);
}
