namespace Frugal.Reports;

/// <summary>Where a value stands on an axis.</summary>
internal sealed class Scale
{
    private readonly bool logarithmic;
    private readonly double from, to;

    private Scale(bool logarithmic, double low, double high, double from, double to)
    {
        this.logarithmic = logarithmic;
        this.from = from;
        this.to = to;
        (Low, High) = (low, high);
    }

    /// <summary>The value at the start of the axis.</summary>
    public double Low { get; }

    /// <summary>The value at its end.</summary>
    public double High { get; }

    /// <summary>Equal distances for equal differences; <paramref name="from"/> may lie after <paramref name="to"/>.</summary>
    public static Scale Linear(double low, double high, double from, double to) => high > low
        ? new Scale(false, low, high, from, to)
        : new Scale(false, low - 0.5 * Math.Max(Math.Abs(low), 1e-6), low + 0.5 * Math.Max(Math.Abs(low), 1e-6), from, to);

    /// <summary>Equal distances for equal ratios.</summary>
    public static Scale Logarithmic(double low, double high, double from, double to)
    {
        low = Math.Max(low, 1e-12);
        return high > low ? new Scale(true, low, high, from, to) : new Scale(true, low / 2, low * 2, from, to);
    }

    /// <summary>The position of a value; what is off the axis stands at its end.</summary>
    public double At(double value)
    {
        double share = logarithmic
            ? Math.Log(Math.Max(value, Low) / Low) / Math.Log(High / Low)
            : (value - Low) / (High - Low);
        return from + Math.Clamp(share, 0, 1) * (to - from);
    }

    /// <summary>Round values along the axis: multiples of 1, 2 or 5, or powers of ten.</summary>
    /// <param name="most">How many there may be.</param>
    public IReadOnlyList<double> Ticks(int most) => logarithmic ? PowerTicks(most) : EvenTicks(most);

    private List<double> EvenTicks(int most)
    {
        double least = (High - Low) / Math.Max(1, most), power = Math.Pow(10, Math.Floor(Math.Log10(least)));
        double step = power * new[] { 1.0, 2, 5, 10 }.First(m => m * power >= least * 0.999999);
        var ticks = new List<double>();
        for (double i = Math.Ceiling(Low / step - 1e-9); i * step <= High + 1e-9 * step; i++) ticks.Add(Math.Round(i * step, 12));
        return ticks;
    }

    private List<double> PowerTicks(int most)
    {
        if (High / Low < 8) return EvenTicks(most);
        int lowest = (int)Math.Floor(Math.Log10(Low)), highest = (int)Math.Ceiling(Math.Log10(High));
        foreach (double[] multiples in new double[][] { [1, 2, 5], [1, 3], [1] })
        {
            List<double> ticks = Within(multiples, 1);
            if (ticks.Count <= most) return ticks.Count >= 2 ? ticks : EvenTicks(most);
        }
        return Within([1], 1 + (highest - lowest) / Math.Max(1, most));

        List<double> Within(double[] multiples, int stride)
        {
            var ticks = new List<double>();
            for (int power = lowest; power <= highest; power += stride)
                ticks.AddRange(multiples.Select(m => m * Math.Pow(10, power)).Where(t => t >= Low * 0.999999 && t <= High * 1.000001));
            return ticks;
        }
    }
}
