namespace Frugal.Compression;

/// <summary>Settings of <see cref="Simplification"/>: none.</summary>
public sealed record SimplificationSettings : MethodSettings
{
    /// <inheritdoc/>
    public override CompressionMethod ToMethod() => Simplification.Instance;
}
