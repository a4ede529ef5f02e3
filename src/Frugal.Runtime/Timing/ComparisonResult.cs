namespace Frugal.Runtime;

/// <summary>The times of two engines measured in turns.</summary>
/// <param name="First">One side.</param>
/// <param name="Second">The other.</param>
/// <param name="Ratio">Time of the second ÷ time of the first: how many times as fast the first is; the median over turns.</param>
/// <param name="RatioLow">The lower end of the ratio's 95 % interval, from order statistics of the turns.</param>
/// <param name="RatioHigh">The upper end.</param>
/// <param name="Turns">How many turns each side had.</param>
public sealed record ComparisonResult(EngineTimes First, EngineTimes Second, double Ratio, double RatioLow, double RatioHigh, int Turns);

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
