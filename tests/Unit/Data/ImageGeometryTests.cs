using Frugal.Data;
using Xunit;

namespace Frugal.Tests.Data;

public sealed class ImageGeometryTests
{
    [Theory]
    [InlineData(BorderFill.Zero)]
    [InlineData(BorderFill.Edge)]
    [InlineData(BorderFill.Reflect)]
    public void Shifting_equals_the_definition_pixel_by_pixel(BorderFill fill)
    {
        const int channels = 2, height = 4, width = 5;
        byte[] source = [.. Enumerable.Range(1, channels * height * width).Select(i => (byte)i)];
        var moved = new byte[source.Length];
        for (int down = -7; down <= 7; down++)
        {
            for (int right = -9; right <= 9; right++)
            {
                ImageGeometry.Shift<byte>(source, moved, channels, height, width, right, down, fill);
                for (int p = 0; p < moved.Length; p++)
                {
                    int y = Fold(p / width % height - down, height, fill), x = Fold(p % width - right, width, fill);
                    int expected = y < 0 || x < 0 ? 0 : source[p / (height * width) * height * width + y * width + x];
                    Assert.Equal(expected, moved[p]);
                }
            }
        }
    }

    /// <summary>The mirrored position found by walking to and fro.</summary>
    private static int Fold(int position, int extent, BorderFill fill)
    {
        if (position >= 0 && position < extent) return position;
        if (fill == BorderFill.Zero) return -1;
        if (fill == BorderFill.Edge) return position < 0 ? 0 : extent - 1;
        while (position < 0 || position >= extent) position = position < 0 ? -position : 2 * (extent - 1) - position;
        return position;
    }
}
