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
    /// <param name="attributes">The node's attributes.</param>
    public static ResizeAxis Of(int input, int output, double scale, NodeAttributes attributes)
    {
        string mode = attributes.Text("mode", "nearest");
        string coordinates = attributes.Text("coordinate_transformation_mode", "half_pixel");
        var taps = new (int, double)[output][];
        for (int i = 0; i < output; i++)
        {
            double x = input == output && scale == 1 ? i : Coordinate(coordinates, i, input, output, scale);
            taps[i] = mode switch
            {
                "nearest" => [(Math.Clamp(Rounded(attributes.Text("nearest_mode", "round_prefer_floor"), x), 0, input - 1), 1)],
                "linear" => Clamped(x, input, [0, 1], d => 1 - Math.Abs(d), excludeOutside: false),
                "cubic" => Clamped(x, input, [-1, 0, 1, 2], d => Cubic(Math.Abs(d), attributes.Float("cubic_coeff_a", -0.75f)), attributes.Flag("exclude_outside", false)),
                _ => throw new InvalidOperationException($"the mode '{mode}' is unknown"),
            };
        }
        return new ResizeAxis(input, taps);
    }

    private static double Coordinate(string mode, int i, int input, int output, double scale) => mode switch
    {
        "half_pixel" => (i + 0.5) / scale - 0.5,
        "pytorch_half_pixel" => output > 1 ? (i + 0.5) / scale - 0.5 : 0,
        "half_pixel_symmetric" => input / 2.0 * (1 - output / (scale * input)) + (i + 0.5) / scale - 0.5,
        "align_corners" => output == 1 ? 0 : (double)i * (input - 1) / (output - 1),
        "asymmetric" => i / scale,
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

    // The kernel's weights at the neighbours of x; those beyond the border take the border's element, or drop out.
    private static (int, double)[] Clamped(double x, int extent, int[] neighbours, Func<double, double> kernel, bool excludeOutside)
    {
        int floor = (int)Math.Floor(x);
        var taps = neighbours.Select(n => (Index: floor + n, Weight: kernel(x - floor - n)));
        if (excludeOutside) taps = taps.Where(t => t.Index >= 0 && t.Index < extent);
        (int Index, double Weight)[] array = [.. taps];
        double sum = array.Sum(t => t.Weight);
        return Array.ConvertAll(array, t => (Math.Clamp(t.Index, 0, extent - 1), t.Weight / sum));
    }

    // Keys 1981, "Cubic Convolution Interpolation for Digital Image Processing".
    private static double Cubic(double d, double a) => d <= 1
        ? ((a + 2) * d - (a + 3)) * d * d + 1
        : d < 2 ? ((a * d - 5 * a) * d + 8 * a) * d - 4 * a : 0;
}
