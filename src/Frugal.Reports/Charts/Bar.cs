namespace Frugal.Reports;

/// <summary>A bar with its name and its value in words.</summary>
internal sealed record Bar(string Name, double Value, string Text);
