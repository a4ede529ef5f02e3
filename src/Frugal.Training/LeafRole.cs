namespace Frugal.Training;

/// <summary>Who changes a leaf during training.</summary>
public enum LeafRole
{
    /// <summary>The optimizer.</summary>
    Trained,
    /// <summary>A method, between steps.</summary>
    State,
    /// <summary>Nobody.</summary>
    Constant,
}
