namespace Frugal.Reports;

/// <summary>The bytes of a tensor before and after.</summary>
internal sealed record SizePair(string Name, long Before, long After);
