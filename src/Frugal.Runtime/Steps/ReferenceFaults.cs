using Frugal.Graphs;
using Frugal.Tensors;

namespace Frugal.Runtime.Steps;

/// <summary>Reference code at work on what only a run knows.</summary>
internal static class ReferenceFaults
{
    /// <summary>Computes a node; what goes wrong is said with the node and what it was given.</summary>
    /// <exception cref="InvalidModelException">Reference code is written for valid inputs; with others it may fail in many ways, which all become this.</exception>
    public static IReadOnlyList<DenseTensor?> Named(DenseTensor?[] tensors, NodeContext context)
    {
        try
        {
            return ReferenceEvaluator.Run(tensors, context);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or IndexOutOfRangeException or ArithmeticException or NotSupportedException or OutOfMemoryException)
        {
            string given = string.Join(", ", tensors.Select(t => t?.ToString() ?? "nothing"));
            throw new InvalidModelException($"{context.Node.Describe()} cannot be computed from {given}: {e.Message}", e);
        }
    }
}
