namespace Frugal.Reports;

/// <summary>Something that must not be overlooked.</summary>
/// <param name="Headline">What is the matter.</param>
/// <param name="Detail">The figures, or what it means.</param>
internal sealed record Warning(string Headline, string Detail);
