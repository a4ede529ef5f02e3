namespace Frugal.Compression;

/// <summary>A network that was tried on the way.</summary>
/// <param name="Step">The method that made it.</param>
/// <param name="Label">What distinguishes it.</param>
/// <param name="SizeBytes">Its size when coded.</param>
/// <param name="Judgement">How it compares with the original.</param>
/// <param name="Accepted">Whether it became the best so far.</param>
public sealed record CandidatePoint(string Step, string Label, long SizeBytes, Judgement Judgement, bool Accepted);
