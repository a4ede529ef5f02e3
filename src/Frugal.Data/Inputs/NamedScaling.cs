namespace Frugal.Data;

/// <summary>A way to scale pixels that many networks were trained with.</summary>
/// <param name="Name">What it is called in advice.</param>
/// <param name="Input">The specification with this scaling.</param>
public sealed record NamedScaling(string Name, InputSpecification Input);
