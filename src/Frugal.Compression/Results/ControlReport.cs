namespace Frugal.Compression;

/// <summary>The uncompressed network after the extra training that the result has had.</summary>
/// <param name="Training">How it was trained.</param>
/// <param name="ResultEpochs">The epochs that the result was trained for in all its steps.</param>
/// <param name="Validation">The control against the original on validation data.</param>
/// <param name="Result">The result against the control on validation data.</param>
/// <param name="Decides">Whether the allowed loss of accuracy counted from the control; else from the original.</param>
/// <param name="Seconds">The time that its training took.</param>
public sealed record ControlReport(TrainingBudget Training, double ResultEpochs, Judgement Validation, Judgement? Result, bool Decides, double Seconds);
