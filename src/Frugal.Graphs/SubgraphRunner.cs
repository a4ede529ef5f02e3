using Frugal.Tensors;

namespace Frugal.Graphs;

/// <summary>Computes a subgraph of the node at hand; what it reads from around it is found by the evaluator.</summary>
/// <param name="body">The subgraph.</param>
/// <param name="inputs">A tensor for each of its inputs.</param>
/// <returns>A tensor for each of its outputs, with memory that nobody writes to afterwards.</returns>
public delegate DenseTensor[] SubgraphRunner(Graph body, ReadOnlySpan<DenseTensor> inputs);
