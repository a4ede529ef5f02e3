namespace Frugal.Reports;

/// <summary>How the loss of one layer rises as fewer of its weights are kept.</summary>
internal sealed record SensitivityCurve(string Layer, IReadOnlyList<double> LossRise);
