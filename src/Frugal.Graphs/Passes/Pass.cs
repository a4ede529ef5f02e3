namespace Frugal.Graphs.Passes;

/// <summary>A simplification of networks. Its line in <see cref="PassTable"/> puts it to use.</summary>
/// <param name="Name">Its name, as users write it.</param>
/// <param name="Description">What it does, in one sentence.</param>
/// <param name="Exactness">How far answers may move.</param>
/// <param name="Needs">
/// What must be in the network for it to do anything, so that it costs nothing elsewhere: of the operators of each entry, with strokes between, one at least.
/// </param>
/// <param name="Apply">Does it and says how many rewrites there were.</param>
public sealed record Pass(string Name, string Description, PassExactness Exactness, IReadOnlyList<string> Needs, Func<PassContext, int> Apply);
