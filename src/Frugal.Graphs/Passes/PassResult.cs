namespace Frugal.Graphs.Passes;

/// <summary>What a pass did to a network, all its turns together.</summary>
/// <param name="Pass">The pass.</param>
/// <param name="Rewrites">How many times it found what it looks for.</param>
/// <param name="NodesRemoved">How many nodes fewer there were afterwards; negative where there are more.</param>
/// <param name="ParametersRemoved">How many floating-point parameters fewer.</param>
/// <param name="BytesRemoved">How many bytes of initializers fewer.</param>
/// <param name="WorkRemoved">How much less <see cref="PassSettings.Work"/> is; 0 where it is not measured.</param>
public sealed record PassResult(Pass Pass, int Rewrites, int NodesRemoved, long ParametersRemoved, long BytesRemoved, long WorkRemoved);
