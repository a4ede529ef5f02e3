namespace Frugal.Data;

/// <summary>What happens to one image: moved, then mirrored, then a square of its normalised values set to 0.</summary>
internal readonly record struct AugmentationDraw(int Right, int Down, BorderFill Fill, bool Flip, int CutoutSide, int CutoutRow, int CutoutColumn)
{
    public bool Moves => Right != 0 || Down != 0 || Flip;
}
