namespace Frugal.Analysis;

/// <summary>All that is known of a network: counted, and where it was asked for measured.</summary>
/// <param name="Name">The network's name.</param>
/// <param name="FileBytes">The size of its file.</param>
/// <param name="Analysis">What was counted.</param>
/// <param name="Latency">What was measured; null: nothing.</param>
/// <param name="Roofline">What this machine can reach; null: not measured.</param>
public sealed record NetworkSummary(string Name, long FileBytes, NetworkAnalysis Analysis, LatencyProfile? Latency, Roofline? Roofline)
{
    /// <summary>The share of a layer in the measured time, or in the multiply-accumulates where nothing was measured.</summary>
    public double Share(int layer)
    {
        if (Latency is not null) return Latency.Share(layer);
        long all = Analysis.Layers.Sum(l => l.Cost?.MultiplyAccumulates ?? 0);
        return all == 0 ? 0 : (double)(Analysis.Layers[layer].Cost?.MultiplyAccumulates ?? 0) / all;
    }
}
