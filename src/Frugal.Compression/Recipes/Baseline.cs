namespace Frugal.Compression;

/// <summary>What the allowed loss of accuracy counts from.</summary>
public enum Baseline
{
    /// <summary>The control where one is trained, else the original.</summary>
    Auto,

    /// <summary>The network as it was given. Where retraining itself makes it better, this flatters every candidate.</summary>
    Original,

    /// <summary>The network after the same extra training as a candidate has had.</summary>
    Control,
}
