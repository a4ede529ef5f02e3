namespace Frugal.Tests.Conformance;

/// <summary>What became of a case.</summary>
/// <param name="Case">The case.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Operator">The operator that it is about: the first that is not supported, else the first of the model.</param>
/// <param name="Reason">What went wrong, or why it is excluded; empty for one that passed.</param>
internal sealed record CaseResult(SuiteCase Case, CaseOutcome Outcome, string Operator, string Reason);
