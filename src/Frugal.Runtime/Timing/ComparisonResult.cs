namespace Frugal.Runtime;

/// <summary>The times of two engines measured in turns.</summary>
/// <param name="First">One side.</param>
/// <param name="Second">The other.</param>
/// <param name="Ratio">Time of the second ÷ time of the first: how many times as fast the first is; the median over turns.</param>
/// <param name="RatioLow">The lower end of the ratio's 95 % interval, from order statistics of the turns.</param>
/// <param name="RatioHigh">The upper end.</param>
/// <param name="Turns">How many turns each side had.</param>
public sealed record ComparisonResult(EngineTimes First, EngineTimes Second, double Ratio, double RatioLow, double RatioHigh, int Turns);
