using Frugal.Graphs;

namespace Frugal.Compression;

/// <summary>What a training gave.</summary>
/// <param name="Network">The network after it.</param>
/// <param name="Budget">The budget that repeats it: where a time limit ended the training, with the step.</param>
public sealed record TrainedNetwork(Network Network, TrainingBudget Budget);
