using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>How a convolution or pooling window slides along one axis.</summary>
/// <param name="Kernel">The number of taps.</param>
/// <param name="Stride">Input positions from one window to the next.</param>
/// <param name="Dilation">Input positions from one tap to the next.</param>
/// <param name="PadBegin">Positions added before the input; ignored under automatic padding.</param>
/// <param name="PadEnd">Positions added behind the input; ignored under automatic padding.</param>
/// <param name="Padding">ONNX's <c>auto_pad</c>: <c>NOTSET</c>, <c>VALID</c>, <c>SAME_UPPER</c> or <c>SAME_LOWER</c>.</param>
/// <param name="Ceiling">Whether a last, incomplete window counts.</param>
internal readonly record struct WindowAxis(int Kernel, int Stride, int Dilation, int PadBegin, int PadEnd, string Padding, bool Ceiling)
{
    /// <summary>The input positions from a window's first tap to its last.</summary>
    public int Reach => (Kernel - 1) * Dilation + 1;

    private bool IsSame => Padding is "SAME_UPPER" or "SAME_LOWER";

    /// <summary>The windows of every spatial axis, from a node's attributes.</summary>
    public static WindowAxis[] Read(NodeAttributes attributes, ReadOnlySpan<int> kernel)
    {
        int axes = kernel.Length;
        long[] strides = List(attributes, "strides", axes, 1), dilations = List(attributes, "dilations", axes, 1);
        long[] pads = List(attributes, "pads", 2 * axes, 0);
        string padding = attributes.Text("auto_pad", "NOTSET");
        if (padding is not ("NOTSET" or "VALID" or "SAME_UPPER" or "SAME_LOWER" or ""))
            throw new ArgumentException($"auto_pad is '{padding}'.");
        if (padding == "VALID") Array.Clear(pads);
        var windows = new WindowAxis[axes];
        for (int i = 0; i < axes; i++)
        {
            if (kernel[i] < 1 || strides[i] < 1 || dilations[i] < 1 || pads[i] < 0 || pads[i + axes] < 0)
                throw new ArgumentException("kernel, strides and dilations must be at least 1, and pads not negative.");
            windows[i] = checked(new WindowAxis(
                kernel[i], (int)strides[i], (int)dilations[i], (int)pads[i], (int)pads[i + axes], padding, attributes.Flag("ceil_mode", false)));
        }
        return windows;
    }

    /// <summary>The number of windows over an input, and the padding with automatic padding resolved.</summary>
    public (int Output, int PadBegin, int PadEnd) Over(int input)
    {
        if (IsSame)
        {
            int output = (input + Stride - 1) / Stride;
            int total = Math.Max(0, checked((output - 1) * Stride + Reach - input));
            int smaller = total / 2;
            return Padding == "SAME_UPPER" ? (output, smaller, total - smaller) : (output, total - smaller, smaller);
        }
        int room = checked(input + PadBegin + PadEnd - Reach);
        if (room < 0) throw new ArgumentException($"a window that reaches over {Reach} positions does not fit into {input} with padding {PadBegin} and {PadEnd}.");
        int count = room / Stride + 1;
        // A window that would begin behind the input, in the padding, does not count.
        if (Ceiling && room % Stride != 0 && count * Stride < input + PadBegin) count++;
        return (count, PadBegin, PadEnd);
    }

    /// <summary>The number of windows over an input whose extent may be symbolic; unknown where that does not follow.</summary>
    public Dimension Over(Dimension input)
    {
        if (input.IsNumber) return Over(checked((int)input.Number)).Output;
        if (IsSame) return Stride == 1 ? input : input / Stride;
        int room = PadBegin + PadEnd - Reach; // beside the input
        int extra = (int)Math.Floor((double)room / Stride) + 1;
        if (Ceiling && room % Stride != 0) extra++;
        return input / Stride + extra;
    }

    private static long[] List(NodeAttributes attributes, string name, int count, long defaultValue)
    {
        long[] list = attributes.Ints(name) is { } given ? [.. given] : new long[count];
        if (list.Length != count) throw new ArgumentException($"{name} has {list.Length} entries, not {count}.");
        if (!attributes.Has(name)) Array.Fill(list, defaultValue);
        return list;
    }
}
