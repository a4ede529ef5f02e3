namespace Frugal.Runtime;

/// <summary>How long one call of an engine takes, in milliseconds.</summary>
/// <param name="Name">The engine.</param>
/// <param name="P10">The fastest tenth is below this.</param>
/// <param name="Median">The median.</param>
/// <param name="P90">The slowest tenth is above this.</param>
/// <param name="P99">The slowest hundredth is above this.</param>
public sealed record EngineTimes(string Name, double P10, double Median, double P90, double P99)
{
    internal static EngineTimes Of(string name, List<double> times)
    {
        times.Sort();
        return new EngineTimes(name, Comparison.Quantile(times, 0.1), Comparison.Quantile(times, 0.5), Comparison.Quantile(times, 0.9), Comparison.Quantile(times, 0.99));
    }
}
