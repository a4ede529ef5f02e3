using Frugal.Tensors;

namespace Frugal.Data;

/// <summary>
/// An input specification made ready for samples of one kind: tables from pixel to value, channel order, sizes. Belongs to one thread.
/// </summary>
internal sealed class InputPipeline
{
    private readonly InputSpecification input;
    private readonly bool isBytes, isImage, toGray;
    private readonly int sourceChannels, channels;
    private readonly int[] channelSource;
    private readonly float[][] tables;
    private readonly (double Scale, double Offset)[] affine;
    private readonly ImageResizer? resizer;
    private byte[] resizedPixels = [], croppedPixels = [], movedPixels = [], grayPixels = [];
    private float[] croppedNumbers = [], movedNumbers = [];

    public InputPipeline(InputSpecification input, Shape sampleShape, ElementType type)
    {
        this.input = input;
        SampleShape = sampleShape;
        Type = type;
        isBytes = type == ElementType.UInt8;
        isImage = sampleShape.Rank == 3;
        RequireSense(sampleShape);
        (sourceChannels, Height, Width) = isImage ? (sampleShape[0], sampleShape[1], sampleShape[2]) : (1, 1, checked((int)sampleShape.Count));
        if (isImage && input.Resize is not null) resizer = new ImageResizer();
        if (isImage) (Height, Width) = TargetSize(Height, Width);
        channelSource = ChannelsOf(sourceChannels);
        channels = channelSource.Length;
        toGray = input.Color == ColorOrder.Gray && sourceChannels == 3 && isImage;
        affine = [.. Enumerable.Range(0, channels).Select(Affine)];
        tables = isBytes ? [.. affine.Select((_, c) => TableOf(c))] : [];
        OutputShape = !isImage ? sampleShape : input.Layout switch
        {
            TensorLayout.Nchw => new Shape(channels, Height, Width),
            TensorLayout.Nhwc => new Shape(Height, Width, channels),
            _ => new Shape(channels * Height * Width),
        };
        if (!isImage && input.Layout == TensorLayout.Flat) OutputShape = new Shape(Width);
        OutputLength = checked((int)OutputShape.Count);
    }

    public Shape SampleShape { get; }

    public ElementType Type { get; }

    /// <summary>The extents of one converted sample.</summary>
    public Shape OutputShape { get; }

    public int OutputLength { get; }

    private int Height { get; }

    private int Width { get; }

    /// <summary>Converts one sample; an augmentation moves it first.</summary>
    public void Write(Sample sample, Span<float> target, in AugmentationDraw draw)
    {
        if (isBytes) WriteBytes(sample, target, draw);
        else WriteNumbers(sample, target, draw);
        if (input.StandardizeEachImage) Standardize(target);
        if (draw.CutoutSide > 0 && isImage) CutOut(target, draw);
    }

    private void WriteBytes(Sample sample, Span<float> target, in AugmentationDraw draw)
    {
        ReadOnlySpan<byte> pixels = sample.Bytes;
        int height = sample.Height, width = sample.Width;
        RequireFit(sample);
        if (resizer is not null && input.Resize is ImageSize size)
        {
            (int newHeight, int newWidth) = ImageResizer.TargetSize(size, height, width);
            if ((newHeight, newWidth) != (height, width))
            {
                Span<byte> resized = Room(ref resizedPixels, sourceChannels * newHeight * newWidth);
                resizer.Resize(pixels, resized, sourceChannels, height, width, newHeight, newWidth);
                pixels = resized;
                (height, width) = (newHeight, newWidth);
            }
        }
        if ((height, width) != (Height, Width))
        {
            Span<byte> cropped = Room(ref croppedPixels, sourceChannels * Height * Width);
            ImageGeometry.CropCentre(pixels, cropped, sourceChannels, height, width, Height, Width);
            pixels = cropped;
        }
        if (draw.Moves && isImage)
        {
            Span<byte> moved = Room(ref movedPixels, pixels.Length);
            ImageGeometry.Shift(pixels, moved, sourceChannels, Height, Width, draw.Right, draw.Down, draw.Fill);
            if (draw.Flip) ImageGeometry.FlipHorizontally(moved, Width);
            pixels = moved;
        }
        if (toGray)
        {
            Span<byte> gray = Room(ref grayPixels, Height * Width);
            ToGray(pixels, gray);
            pixels = gray;
        }
        ConvertBytes(pixels, target);
    }

    private void WriteNumbers(Sample sample, Span<float> target, in AugmentationDraw draw)
    {
        ReadOnlySpan<float> values = sample.Numbers;
        RequireFit(sample);
        if ((sample.Height, sample.Width) != (Height, Width))
        {
            Span<float> cropped = Room(ref croppedNumbers, sourceChannels * Height * Width);
            ImageGeometry.CropCentre(values, cropped, sourceChannels, sample.Height, sample.Width, Height, Width);
            values = cropped;
        }
        if (draw.Moves && isImage)
        {
            Span<float> moved = Room(ref movedNumbers, values.Length);
            ImageGeometry.Shift(values, moved, sourceChannels, Height, Width, draw.Right, draw.Down, draw.Fill);
            if (draw.Flip) ImageGeometry.FlipHorizontally(moved, Width);
            values = moved;
        }
        int plane = Height * Width;
        bool interleaved = input.Layout == TensorLayout.Nhwc && isImage;
        for (int c = 0; c < channels; c++)
        {
            ReadOnlySpan<float> from = values.Slice(channelSource[c] * plane, plane);
            (double scale, double offset) = affine[c];
            if (interleaved)
            {
                for (int i = 0; i < from.Length; i++) target[i * channels + c] = (float)(from[i] * scale + offset);
            }
            else if (scale == 1 && offset == 0) from.CopyTo(target.Slice(c * plane, plane));
            else
            {
                Span<float> to = target.Slice(c * plane, plane);
                for (int i = 0; i < to.Length; i++) to[i] = (float)(from[i] * scale + offset);
            }
        }
    }

    private void ConvertBytes(ReadOnlySpan<byte> pixels, Span<float> target)
    {
        int plane = Height * Width;
        bool interleaved = input.Layout == TensorLayout.Nhwc && isImage && channels > 1;
        for (int c = 0; c < channels; c++)
        {
            ReadOnlySpan<byte> from = pixels.Slice(channelSource[c] * plane, plane);
            if (interleaved) LookUpInterleaved(from, tables[c], target[c..], channels);
            else LookUp(from, tables[c], target.Slice(c * plane, plane));
        }
    }

    private static void LookUp(ReadOnlySpan<byte> from, float[] table, Span<float> to)
    {
        ReadOnlySpan<float> values = table.AsSpan(0, 256); // a known length, so that no look-up needs a bounds check
        to = to[..from.Length];
        for (int i = 0; i < from.Length; i++) to[i] = values[from[i]];
    }

    private static void LookUpInterleaved(ReadOnlySpan<byte> from, float[] table, Span<float> to, int step)
    {
        ReadOnlySpan<float> values = table.AsSpan(0, 256);
        for (int i = 0, t = 0; i < from.Length; i++, t += step) to[t] = values[from[i]];
    }

    private static void ToGray(ReadOnlySpan<byte> rgb, Span<byte> gray)
    {
        ReadOnlySpan<byte> r = rgb[..gray.Length], g = rgb.Slice(gray.Length, gray.Length), b = rgb.Slice(2 * gray.Length, gray.Length);
        for (int i = 0; i < gray.Length; i++) gray[i] = (byte)((299 * r[i] + 587 * g[i] + 114 * b[i] + 500) / 1000);
    }

    /// <summary>Sums in double precision, in four interleaved parts whatever the machine, so that the result is the same everywhere.</summary>
    private static void Standardize(Span<float> values)
    {
        double mean = SumOfPowers(values, 0, squared: false) / values.Length;
        double deviation = Math.Sqrt(SumOfPowers(values, mean, squared: true) / values.Length);
        if (deviation <= 1e-5 * Math.Abs(mean) || deviation == 0) deviation = 1;
        double factor = 1 / deviation;
        for (int i = 0; i < values.Length; i++) values[i] = (float)((values[i] - mean) * factor);
    }

    private static double SumOfPowers(ReadOnlySpan<float> values, double centre, bool squared)
    {
        double a = 0, b = 0, c = 0, d = 0;
        int i = 0;
        for (; i + 4 <= values.Length; i += 4)
        {
            double w = values[i] - centre, x = values[i + 1] - centre, y = values[i + 2] - centre, z = values[i + 3] - centre;
            a += squared ? w * w : w;
            b += squared ? x * x : x;
            c += squared ? y * y : y;
            d += squared ? z * z : z;
        }
        for (; i < values.Length; i++)
        {
            double w = values[i] - centre;
            a += squared ? w * w : w;
        }
        return a + b + (c + d);
    }

    private void CutOut(Span<float> target, in AugmentationDraw draw)
    {
        int top = draw.CutoutRow - draw.CutoutSide / 2, left = draw.CutoutColumn - draw.CutoutSide / 2;
        int bottom = Math.Min(Height, top + draw.CutoutSide), right = Math.Min(Width, left + draw.CutoutSide);
        (top, left) = (Math.Max(0, top), Math.Max(0, left));
        for (int y = top; y < bottom; y++)
        {
            if (input.Layout == TensorLayout.Nhwc) target.Slice((y * Width + left) * channels, (right - left) * channels).Clear();
            else for (int c = 0; c < channels; c++) target.Slice((c * Height + y) * Width + left, right - left).Clear();
        }
    }

    /// <summary>Draws augmentation parameters for an image of this pipeline's size.</summary>
    public AugmentationDraw Draw(Augmentation augmentation, RandomStream random) => augmentation.Draw(random, Height, Width);

    private (double, double) Affine(int c)
    {
        double mean = Pick(input.Mean, c, 0), deviation = Pick(input.Std, c, 1);
        return (input.Scale / deviation, -mean / deviation);
    }

    private float[] TableOf(int c)
    {
        double mean = Pick(input.Mean, c, 0), deviation = Pick(input.Std, c, 1);
        var table = new float[256];
        for (int pixel = 0; pixel < 256; pixel++) table[pixel] = (float)((pixel * input.Scale - mean) / deviation);
        return table;
    }

    private static double Pick(IReadOnlyList<double> list, int c, double none) => list.Count == 0 ? none : list[list.Count == 1 ? 0 : c];

    private (int Height, int Width) TargetSize(int height, int width)
    {
        if (input.Resize is ImageSize resize) (height, width) = ImageResizer.TargetSize(resize, height, width);
        if (input.Crop is ImageSize crop) (height, width) = (crop.Height, crop.Width ?? crop.Height);
        return (height, width);
    }

    private int[] ChannelsOf(int stored) => isImage ? (input.Color, stored) switch
    {
        (ColorOrder.Rgb, 1) or (ColorOrder.Bgr, 1) => [0, 0, 0],
        (ColorOrder.Rgb, 3) => [0, 1, 2],
        (ColorOrder.Bgr, 3) => [2, 1, 0],
        (ColorOrder.Gray, 1) or (ColorOrder.Gray, 3) => [0],
        (ColorOrder.AsStored, _) => [.. Enumerable.Range(0, stored)],
        _ => throw new DataException("input specification", $"images of {stored} channels have no {input.Color} form", "Leave --color out"),
    } : [0];

    private void RequireSense(Shape sampleShape)
    {
        if (!isImage && (input.Resize is not null || input.Crop is not null || input.Color != ColorOrder.AsStored))
        {
            throw new DataException("input specification", $"samples of shape {sampleShape} are no images, so they have no colour and cannot be resized",
                "Leave --resize, --crop and --color out");
        }
        if (!isBytes && (input.Resize is not null || input.Color == ColorOrder.Gray && sampleShape[0] == 3))
        {
            throw new DataException("input specification", "only 8-bit images can be resized or made grey, these data are float",
                "Prepare the data in the size that the network needs");
        }
        int channelCount = isImage ? ChannelsOf(sampleShape[0]).Length : 1;
        foreach ((string name, int count) in new[] { ("mean", input.Mean.Count), ("std", input.Std.Count) })
        {
            if (count > 1 && count != channelCount)
            {
                throw new DataException("input specification", $"--{name} has {count} values, but the input has {channelCount} channels",
                    "Give one value, or one for each channel");
            }
        }
    }

    private void RequireFit(Sample sample)
    {
        bool fits = sample.Channels == sourceChannels
            && (resizer is not null || (sample.Height, sample.Width) == (isImage ? (SampleShape[1], SampleShape[2]) : (1, Width)));
        if (!fits)
        {
            throw new DataException("data", $"an image of {sample.Channels}×{sample.Height}×{sample.Width} stands among images of {SampleShape}",
                "Bring all to one size with --resize HEIGHTxWIDTH and to one colour order");
        }
        if (isImage) RequireSize(sample);
    }

    private void RequireSize(Sample sample)
    {
        (int height, int width) = input.Resize is ImageSize resize
            ? ImageResizer.TargetSize(resize, sample.Height, sample.Width)
            : (sample.Height, sample.Width);
        bool usable = input.Crop is null ? (height, width) == (Height, Width) : height >= Height && width >= Width;
        if (!usable)
        {
            throw new DataException("input specification", $"an image of {sample.Height}×{sample.Width} does not give an input of {Height}×{Width}",
                "Use --resize HEIGHTxWIDTH, or --resize with one number and a smaller --crop");
        }
    }

    private static Span<T> Room<T>(ref T[] buffer, int count)
    {
        if (buffer.Length < count) buffer = new T[count];
        return buffer.AsSpan(0, count);
    }
}
