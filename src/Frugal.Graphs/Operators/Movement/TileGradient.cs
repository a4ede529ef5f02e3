namespace Frugal.Graphs.Operators;

/// <summary>The gradient of <see cref="Tile"/>.</summary>
internal sealed class TileGradient() : MovementGradient(new Tile());
