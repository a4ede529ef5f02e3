using Frugal.Graphs;

namespace Frugal.Compression;

/// <summary>Proves that a file gives back what was written.</summary>
internal static class LeafEquality
{
    /// <exception cref="InvalidOperationException">A leaf differs in a bit.</exception>
    public static void Require(Network written, Network restored)
    {
        foreach (Value leaf in written.Graph.Initializers)
        {
            if (restored.Graph.Find(leaf.Name)?.Constant is not { } tensor)
                throw new InvalidOperationException($"The leaf '{leaf.Name}' is missing in the compressed file.");
            if (tensor.Type != leaf.Type || tensor.Shape != leaf.Constant!.Shape || !tensor.Bytes.SequenceEqual(leaf.Constant.Bytes))
                throw new InvalidOperationException($"The leaf '{leaf.Name}' ({leaf.Constant}) comes back from the compressed file as {tensor} with other values.");
        }
    }
}
