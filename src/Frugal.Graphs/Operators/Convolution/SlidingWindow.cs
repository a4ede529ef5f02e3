namespace Frugal.Graphs.Operators;

/// <summary>
/// The windows of a convolution or pooling over an input of known extents, automatic padding and rounding resolved: what kernels and
/// reference code share, so that they agree on every border.
/// </summary>
public sealed class SlidingWindow
{
    private SlidingWindow(int[] input, WindowAxis[] axes)
    {
        int n = input.Length;
        Input = input;
        (Output, Kernel, Strides, Dilations, PadsBegin, PadsEnd) = (new int[n], new int[n], new int[n], new int[n], new int[n], new int[n]);
        for (int i = 0; i < n; i++)
        {
            (Output[i], PadsBegin[i], PadsEnd[i]) = axes[i].Over(input[i]);
            (Kernel[i], Strides[i], Dilations[i]) = (axes[i].Kernel, axes[i].Stride, axes[i].Dilation);
        }
    }

    /// <summary>The input's extent on each spatial axis.</summary>
    public int[] Input { get; }

    /// <summary>The number of windows on each spatial axis.</summary>
    public int[] Output { get; }

    /// <summary>The taps of a window on each spatial axis.</summary>
    public int[] Kernel { get; }

    /// <summary>Input positions from one window to the next.</summary>
    public int[] Strides { get; }

    /// <summary>Input positions from one tap to the next.</summary>
    public int[] Dilations { get; }

    /// <summary>Padding before the input.</summary>
    public int[] PadsBegin { get; }

    /// <summary>Padding behind the input.</summary>
    public int[] PadsEnd { get; }

    /// <summary>The product of the input's extents.</summary>
    public int InputPositions => Product(Input);

    /// <summary>The product of the output's extents.</summary>
    public int OutputPositions => Product(Output);

    /// <summary>The number of taps in a window.</summary>
    public int Taps => Product(Kernel);

    /// <summary>The windows of a node with ONNX's attributes <c>auto_pad, pads, strides, dilations, ceil_mode</c>.</summary>
    /// <param name="attributes">The node's attributes; <c>kernel_shape</c> is not read.</param>
    /// <param name="input">The input's spatial extents (those behind batch and channels).</param>
    /// <param name="kernel">The taps on each axis.</param>
    /// <exception cref="ArgumentException">The attributes do not fit each other or the input.</exception>
    public static SlidingWindow Of(NodeAttributes attributes, ReadOnlySpan<int> input, ReadOnlySpan<int> kernel)
    {
        if (input.Length != kernel.Length) throw new ArgumentException($"the kernel has {kernel.Length} axes, the input {input.Length}.");
        return new SlidingWindow(input.ToArray(), WindowAxis.Read(attributes, kernel));
    }

    /// <summary>
    /// For each tap and each window (windows contiguous), the flat input position that it touches, or <paramref name="outside"/> in the padding.
    /// </summary>
    public int[] Positions(int outside = -1)
    {
        int taps = Taps, windows = OutputPositions;
        var positions = new int[checked(taps * windows)];
        for (int i = 0, tap = 0; tap < taps; tap++)
            for (int window = 0; window < windows; window++, i++)
                positions[i] = Position(tap, window) is var position && position < 0 ? outside : position;
        return positions;
    }

    /// <summary>For each window, how many of its taps lie in the input or its padding (a rounded-up last window may reach further).</summary>
    public int[] TapsWithPadding()
    {
        var counts = new int[OutputPositions];
        for (int window = 0; window < counts.Length; window++)
        {
            int count = 1;
            for (int axis = Input.Length - 1, rest = window; axis >= 0; rest /= Output[axis], axis--)
            {
                int room = Input[axis] + PadsBegin[axis] + PadsEnd[axis] - rest % Output[axis] * Strides[axis];
                count *= Math.Min(Kernel[axis], (room - 1) / Dilations[axis] + 1);
            }
            counts[window] = count;
        }
        return counts;
    }

    private int Position(int tap, int window)
    {
        int position = 0, stride = 1;
        for (int axis = Input.Length - 1; axis >= 0; axis--)
        {
            int at = window % Output[axis] * Strides[axis] + tap % Kernel[axis] * Dilations[axis] - PadsBegin[axis];
            if (at < 0 || at >= Input[axis]) return -1;
            position += at * stride;
            stride *= Input[axis];
            tap /= Kernel[axis];
            window /= Output[axis];
        }
        return position;
    }

    private static int Product(int[] extents)
    {
        int product = 1;
        foreach (int extent in extents) product = checked(product * extent);
        return product;
    }
}
