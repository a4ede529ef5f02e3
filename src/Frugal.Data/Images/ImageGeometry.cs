namespace Frugal.Data;

/// <summary>Moves of planar images (channel by channel, row by row) that keep values as they are.</summary>
internal static class ImageGeometry
{
    /// <summary>Moves an image to the right and down; target pixel (y, x) is source pixel (y − down, x − right).</summary>
    public static void Shift<T>(ReadOnlySpan<T> source, Span<T> target, int channels, int height, int width, int right, int down, BorderFill fill)
        where T : unmanaged
    {
        int plane = height * width;
        for (int c = 0; c < channels; c++) ShiftPlane(source.Slice(c * plane, plane), target.Slice(c * plane, plane), height, width, right, down, fill);
    }

    /// <summary>
    /// Moves the whole plane by one copy, which leaves the ends of neighbouring rows in the border columns, and then sets the border: far
    /// quicker than a copy for each row.
    /// </summary>
    private static void ShiftPlane<T>(ReadOnlySpan<T> from, Span<T> to, int height, int width, int right, int down, BorderFill fill)
        where T : unmanaged
    {
        int move = down * width + right;
        int start = Math.Clamp(move, 0, to.Length), end = Math.Clamp(to.Length + move, 0, to.Length);
        if (end > start) from.Slice(start - move, end - start).CopyTo(to[start..]);
        int left = Math.Clamp(right, 0, width), rest = Math.Clamp(width + right, 0, width);
        for (int y = 0; y < height; y++)
        {
            Span<T> row = to.Slice(y * width, width);
            if ((uint)(y - down) < (uint)height)
            {
                ReadOnlySpan<T> known = from.Slice((y - down) * width, width);
                for (int x = 0; x < left; x++) row[x] = Border(known, x - right, fill);
                for (int x = rest; x < width; x++) row[x] = Border(known, x - right, fill);
                continue;
            }
            int inside = Inside(y - down, height, fill);
            if (inside < 0) row.Clear();
            else ShiftRow(from.Slice(inside * width, width), row, right, fill);
        }
    }

    private static void ShiftRow<T>(ReadOnlySpan<T> from, Span<T> to, int right, BorderFill fill) where T : unmanaged
    {
        int width = from.Length;
        int start = Math.Clamp(right, 0, width), end = Math.Clamp(width + right, 0, width);
        if (end > start) from.Slice(start - right, end - start).CopyTo(to[start..]);
        for (int x = 0; x < start; x++) to[x] = Border(from, x - right, fill);
        for (int x = end; x < width; x++) to[x] = Border(from, x - right, fill);
    }

    private static T Border<T>(ReadOnlySpan<T> row, int x, BorderFill fill) where T : unmanaged
    {
        int inside = Inside(x, row.Length, fill);
        return inside < 0 ? default : row[inside];
    }

    /// <summary>The position that stands for one outside the image; −1 for the value 0.</summary>
    private static int Inside(int position, int extent, BorderFill fill)
    {
        if ((uint)position < (uint)extent) return position;
        if (fill == BorderFill.Zero) return -1;
        if (fill == BorderFill.Edge || extent == 1) return Math.Clamp(position, 0, extent - 1);
        int period = 2 * (extent - 1);
        int folded = ((position % period) + period) % period;
        return folded < extent ? folded : period - folded;
    }

    /// <summary>Mirrors every row in place.</summary>
    public static void FlipHorizontally<T>(Span<T> image, int width)
    {
        for (int start = 0; start + width <= image.Length; start += width) image.Slice(start, width).Reverse();
    }

    /// <summary>Copies the middle part of an image; the upper left corner is rounded down.</summary>
    public static void CropCentre<T>(ReadOnlySpan<T> source, Span<T> target, int channels, int height, int width, int cropHeight, int cropWidth)
    {
        int top = (height - cropHeight) / 2, left = (width - cropWidth) / 2;
        for (int c = 0; c < channels; c++)
        {
            for (int y = 0; y < cropHeight; y++)
            {
                source.Slice((c * height + top + y) * width + left, cropWidth).CopyTo(target.Slice((c * cropHeight + y) * cropWidth, cropWidth));
            }
        }
    }
}
