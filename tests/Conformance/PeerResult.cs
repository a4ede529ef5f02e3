namespace Frugal.Tests.Conformance;

/// <summary>What became of an operator case with ONNX Runtime as the judge.</summary>
/// <param name="Name">The case and the operator set it was written in.</param>
/// <param name="Outcome">How it ended; <see cref="CaseOutcome.NotSupported"/>: not by ONNX Runtime, or not expressible in that operator set.</param>
/// <param name="Reason">What differs, or why it was not judged; empty for one that passed.</param>
internal sealed record PeerResult(string Name, CaseOutcome Outcome, string Reason);
