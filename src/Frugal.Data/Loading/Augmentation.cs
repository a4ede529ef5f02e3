using Frugal.Tensors;

namespace Frugal.Data;

/// <summary>
/// Random changes of training images. What happens to a sample depends on the seed, the epoch and the sample's index alone, whichever
/// thread reads it.
/// </summary>
public sealed record Augmentation
{
    /// <summary>
    /// The largest move in pixels, each of the (2p + 1)² moves as likely as the others; 0: none. Moving by up to p is the same as padding
    /// by p on all sides and cropping at random.
    /// </summary>
    public int Shift { get; init; }

    /// <summary>What appears at the border when an image is moved. Default: 0, which is black.</summary>
    public BorderFill Fill { get; init; } = BorderFill.Zero;

    /// <summary>Whether half of the images, chosen at random, are mirrored left to right.</summary>
    public bool HorizontalFlip { get; init; }

    /// <summary>
    /// The side of a square that is set to 0 after normalisation, centred on any pixel and clipped at the border (DeVries and Taylor 2017,
    /// "Improved Regularization of Convolutional Neural Networks with Cutout"); 0: none.
    /// </summary>
    public int Cutout { get; init; }

    internal AugmentationDraw Draw(RandomStream random, int height, int width)
    {
        int right = Shift > 0 ? random.NextInt32(2 * Shift + 1) - Shift : 0;
        int down = Shift > 0 ? random.NextInt32(2 * Shift + 1) - Shift : 0;
        bool flip = HorizontalFlip && (random.NextUInt32() & 1) != 0;
        int row = Cutout > 0 ? random.NextInt32(height) : 0;
        int column = Cutout > 0 ? random.NextInt32(width) : 0;
        return new AugmentationDraw(right, down, Fill, flip, Cutout, row, column);
    }
}
