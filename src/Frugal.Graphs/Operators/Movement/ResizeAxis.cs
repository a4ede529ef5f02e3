namespace Frugal.Graphs.Operators;

/// <summary>How one axis is resized: each output index is a weighted sum of input indices.</summary>
/// <param name="InputExtent">The extent before.</param>
/// <param name="Taps">For each output index the input indices and their weights.</param>
internal sealed record ResizeAxis(int InputExtent, (int Index, double Weight)[][] Taps)
{
    /// <summary>The extent after.</summary>
    public int OutputExtent => Taps.Length;

    /// <summary>The taps by ONNX's rules.</summary>
    /// <param name="input">The extent before.</param>
    /// <param name="output">The extent after.</param>
    /// <param name="scale">The factor between the extents as given, which need not be their quotient.</param>
    /// <param name="region">The part of the axis, of [0, 1], that <c>tf_crop_and_resize</c> takes.</param>
    /// <param name="attributes">The node's attributes.</param>
    public static ResizeAxis Of(int input, int output, double scale, (double Start, double End) region, NodeAttributes attributes)
    {
        string mode = attributes.Text("mode", "nearest");
        string coordinates = attributes.Text("coordinate_transformation_mode", "half_pixel");
        bool excludeOutside = attributes.Flag("exclude_outside", false);
        double cubic = attributes.Float("cubic_coeff_a", -0.75f);
        // Smoothing widens the kernel by the factor by which the axis shrinks.
        double narrowing = attributes.Flag("antialias", false) ? Math.Min(scale, 1) : 1;
        var taps = new (int, double)[output][];
        for (int i = 0; i < output; i++)
        {
            bool crops = coordinates == "tf_crop_and_resize";
            double x = crops ? Cropped(i, input, output, region) : input == output && scale == 1 ? i : Coordinate(coordinates, i, input, output, scale);
            taps[i] = crops && (x < 0 || x > input - 1) ? [] : mode switch
            {
                "nearest" => [(Math.Clamp(Rounded(attributes.Text("nearest_mode", "round_prefer_floor"), x), 0, input - 1), 1)],
                "linear" => Weighted(x, input, 1 / narrowing, d => Math.Max(0, 1 - d * narrowing), excludeOutside && narrowing < 1),
                "cubic" => Weighted(x, input, 2 / narrowing, d => Cubic(d * narrowing, cubic), excludeOutside),
                _ => throw new InvalidOperationException($"the mode '{mode}' is unknown"),
            };
        }
        return new ResizeAxis(input, taps);
    }

    private static double Cropped(int i, int input, int output, (double Start, double End) region) => output > 1
        ? region.Start * (input - 1) + i * (region.End - region.Start) * (input - 1) / (output - 1)
        : 0.5 * (region.Start + region.End) * (input - 1);

    private static double Coordinate(string mode, int i, int input, int output, double scale) => mode switch
    {
        "half_pixel" => (i + 0.5) / scale - 0.5,
        "pytorch_half_pixel" => output > 1 ? (i + 0.5) / scale - 0.5 : 0,
        "half_pixel_symmetric" => input / 2.0 * (1 - output / (scale * input)) + (i + 0.5) / scale - 0.5,
        "align_corners" => output == 1 ? 0 : (double)i * (input - 1) / (output - 1),
        "asymmetric" => i / scale,
        "tf_half_pixel_for_nn" => (i + 0.5) / scale,
        _ => throw new UnsupportedOperatorException($"Resize with the coordinates '{mode}' is not supported."),
    };

    private static int Rounded(string mode, double x) => (int)(mode switch
    {
        "round_prefer_floor" => Math.Ceiling(x - 0.5),
        "round_prefer_ceil" => Math.Floor(x + 0.5),
        "floor" => Math.Floor(x),
        "ceil" => Math.Ceiling(x),
        _ => throw new InvalidOperationException($"the rounding '{mode}' is unknown"),
    });

    // The kernel's weights at the neighbours of x, which sum to 1; those beyond the border take the border's element, or drop out.
    private static (int, double)[] Weighted(double x, int extent, double reach, Func<double, double> kernel, bool excludeOutside)
    {
        var taps = new List<(int Index, double Weight)>();
        for (int index = (int)Math.Floor(x - reach) + 1; index < x + reach; index++)
            if (!excludeOutside || (index >= 0 && index < extent)) taps.Add((index, kernel(Math.Abs(x - index))));
        double sum = taps.Sum(t => t.Weight);
        return [.. taps.Select(t => (Math.Clamp(t.Index, 0, extent - 1), t.Weight / sum))];
    }

    // Keys 1981, "Cubic Convolution Interpolation for Digital Image Processing".
    private static double Cubic(double d, double a) => d <= 1
        ? ((a + 2) * d - (a + 3)) * d * d + 1
        : d < 2 ? ((a * d - 5 * a) * d + 8 * a) * d - 4 * a : 0;
}
