namespace Frugal.Data;

/// <summary>
/// Scales planar 8-bit images with a triangle filter (bilinear when enlarging; when shrinking the triangle is widened by the ratio, so
/// that every source pixel counts). Pixel centres lie at half-integers. Belongs to one thread.
/// </summary>
internal sealed class ImageResizer
{
    private sealed record Weights(int Source, int Target, int[] First, float[][] Values);

    private Weights? rows, columns;
    private float[] halfway = [];

    public static (int Height, int Width) TargetSize(ImageSize size, int height, int width)
    {
        if (size.Width is int fixedWidth) return (size.Height, fixedWidth);
        return height <= width
            ? (size.Height, (int)Math.Round((double)width * size.Height / height))
            : ((int)Math.Round((double)height * size.Height / width), size.Height);
    }

    public void Resize(ReadOnlySpan<byte> source, Span<byte> target, int channels, int height, int width, int newHeight, int newWidth)
    {
        rows = Prepared(rows, height, newHeight);
        columns = Prepared(columns, width, newWidth);
        if (halfway.Length < height * newWidth) halfway = new float[height * newWidth];
        for (int c = 0; c < channels; c++)
        {
            Horizontal(source.Slice(c * height * width, height * width), halfway, height, columns);
            Vertical(halfway, target.Slice(c * newHeight * newWidth, newHeight * newWidth), newWidth, rows);
        }
    }

    private static void Horizontal(ReadOnlySpan<byte> source, Span<float> target, int height, Weights weights)
    {
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<byte> row = source.Slice(y * weights.Source, weights.Source);
            Span<float> result = target.Slice(y * weights.Target, weights.Target);
            for (int x = 0; x < result.Length; x++)
            {
                float sum = 0;
                float[] values = weights.Values[x];
                ReadOnlySpan<byte> pixels = row.Slice(weights.First[x], values.Length);
                for (int k = 0; k < values.Length; k++) sum += values[k] * pixels[k];
                result[x] = sum;
            }
        }
    }

    private static void Vertical(ReadOnlySpan<float> source, Span<byte> target, int width, Weights weights)
    {
        for (int y = 0; y < weights.Target; y++)
        {
            float[] values = weights.Values[y];
            Span<byte> result = target.Slice(y * width, width);
            for (int x = 0; x < width; x++)
            {
                float sum = 0;
                for (int k = 0; k < values.Length; k++) sum += values[k] * source[(weights.First[y] + k) * width + x];
                result[x] = (byte)Math.Clamp(MathF.Floor(sum + 0.5f), 0f, 255f);
            }
        }
    }

    private static Weights Prepared(Weights? known, int source, int target)
    {
        if (known is not null && known.Source == source && known.Target == target) return known;
        double ratio = (double)source / target, support = Math.Max(1, ratio);
        var first = new int[target];
        var values = new float[target][];
        for (int i = 0; i < target; i++)
        {
            double centre = (i + 0.5) * ratio;
            int begin = Math.Max(0, (int)Math.Floor(centre - support)), end = Math.Min(source, (int)Math.Ceiling(centre + support));
            double[] raw = [.. Enumerable.Range(begin, end - begin).Select(p => Math.Max(0, 1 - Math.Abs(p + 0.5 - centre) / support))];
            double sum = raw.Sum();
            (first[i], values[i]) = (begin, [.. raw.Select(w => (float)(w / sum))]);
        }
        return new Weights(source, target, first, values);
    }
}
