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
            Value? other = restored.Graph.Find(leaf.Name);
            if (other?.Constant is not { } tensor || tensor.Type != leaf.Type || tensor.Shape != leaf.Constant!.Shape || !tensor.Bytes.SequenceEqual(leaf.Constant.Bytes))
                throw new InvalidOperationException($"The leaf '{leaf.Name}' does not come back from the compressed file as it was written.");
        }
    }
}
