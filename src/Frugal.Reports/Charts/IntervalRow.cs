namespace Frugal.Reports;

/// <summary>An estimate with its interval.</summary>
internal sealed record IntervalRow(string Name, string Text, double Low, double Estimate, double High);
