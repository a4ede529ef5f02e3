namespace Frugal.Compression;

/// <summary>The sensitivity of one layer.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="LossRise">The rise of the loss at each of <see cref="Sensitivity.Densities"/>.</param>
public sealed record LayerSensitivity(CompressibleLayer Layer, IReadOnlyList<double> LossRise)
{
    /// <summary>The density at which the loss has risen by so much, interpolated on a logarithmic scale of both, below the last density extrapolated.</summary>
    public double DensityAt(double lossRise)
    {
        double target = Math.Log(lossRise);
        double previousLoss = Math.Log(1e-7), previousDensity = 0;
        double monotone = 1e-7;
        for (int i = 0; i < LossRise.Count; i++)
        {
            monotone = Math.Max(monotone * 1.0001, LossRise[i]);
            double loss = Math.Log(monotone), density = Math.Log(Sensitivity.Densities[i]);
            if (loss >= target)
            {
                double share = loss > previousLoss ? (target - previousLoss) / (loss - previousLoss) : 1;
                return Math.Exp(previousDensity + Math.Clamp(share, 0, 1) * (density - previousDensity));
            }
            (previousLoss, previousDensity) = (loss, density);
        }
        return Math.Exp(previousDensity - (target - previousLoss) * 0.5);
    }
}
