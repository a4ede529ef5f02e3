namespace Frugal.Graphs.Passes;

/// <summary>A simplification of networks. Its line in <see cref="PassTable"/> puts it to use.</summary>
/// <param name="Name">Its name, as users write it.</param>
/// <param name="Description">What it does, in one sentence.</param>
/// <param name="Exactness">How far answers may move.</param>
/// <param name="Needs">Operators of which one at least must be in the network for it to do anything; empty: any network.</param>
/// <param name="Apply">Does it and says how many rewrites there were.</param>
public sealed record Pass(string Name, string Description, PassExactness Exactness, IReadOnlyList<string> Needs, Func<PassContext, int> Apply);
