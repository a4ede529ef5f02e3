namespace Frugal.Kernels;

/// <summary>Along which axis of an m×n result a bias vector lies.</summary>
public enum BiasKind
{
    /// <summary>No bias.</summary>
    None,
    /// <summary>n values, one for each column (the outputs of a dense layer).</summary>
    PerColumn,
    /// <summary>m values, one for each row.</summary>
    PerRow,
}
