using System.Globalization;

namespace Frugal.Data;

/// <summary>A number of rows and, where it does not follow from the image, of columns.</summary>
/// <param name="Height">Rows; without a width the length of the shorter side.</param>
/// <param name="Width">Columns; <c>null</c>: <paramref name="Height"/> is the length of the shorter side.</param>
public readonly record struct ImageSize(int Height, int? Width)
{
    /// <summary>Reads <c>32x48</c> (height by width) or <c>256</c>.</summary>
    /// <exception cref="FormatException">It is neither.</exception>
    public static ImageSize Parse(string text)
    {
        string[] parts = text.Split('x');
        if (parts.Length <= 2 && parts.All(p => int.TryParse(p, NumberStyles.None, CultureInfo.InvariantCulture, out int n) && n is > 0 and <= 1 << 16))
        {
            int height = int.Parse(parts[0], CultureInfo.InvariantCulture);
            return new ImageSize(height, parts.Length == 2 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : null);
        }
        throw new FormatException($"'{text}' is not an image size; write HEIGHTxWIDTH (224x224) or one number (256).");
    }

    /// <summary>The form that <see cref="Parse"/> reads.</summary>
    public override string ToString() => Width is int width ? $"{Height}x{width}" : $"{Height}";
}
