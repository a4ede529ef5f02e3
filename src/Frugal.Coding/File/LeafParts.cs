using Frugal.Tensors;

namespace Frugal.Coding;

/// <summary>
/// The parts behind the graph: one for all small leaves together, which share a stream because each stream's end costs bytes, then one for
/// each large leaf. Which leaf is small follows from its shape. Before each leaf stands the number of its coder.
/// </summary>
internal static class LeafParts
{
    private const int SmallCount = 4096, CoderBits = 4;

    private static readonly AdaptationRates CoderRates = new(4, 7);

    /// <summary>The leaves of each part, by their places in the list.</summary>
    public static List<int[]> Group(IReadOnlyList<(string Name, DenseTensor Tensor)> leaves)
    {
        var groups = new List<int[]>();
        int[] small = [.. Enumerable.Range(0, leaves.Count).Where(i => leaves[i].Tensor.Count < SmallCount)];
        if (small.Length > 0) groups.Add(small);
        groups.AddRange(Enumerable.Range(0, leaves.Count).Where(i => leaves[i].Tensor.Count >= SmallCount).Select(i => new[] { i }));
        return groups;
    }

    /// <summary>Encodes the leaves of a part, and says what each takes where <paramref name="sizes"/> is given.</summary>
    public static byte[] Encode(int[] group, IReadOnlyList<(string Name, DenseTensor Tensor)> leaves, LeafUse use, CoderChoice choice, LeafSize?[]? sizes)
    {
        var writer = new LeafWriter();
        AdaptiveBit[] coderTree = AdaptiveBit.Fresh(1 << CoderBits);
        foreach (int i in group)
        {
            (string name, DenseTensor tensor) = leaves[i];
            LeafHint hint = use.HintFor(name);
            LeafCoder leafCoder = LeafCoders.Choose(tensor, hint, choice);
            long before = writer.ByteCount;
            EncodingCoder coder = writer.Coder;
            CodeId(ref coder, coderTree, leafCoder.Id);
            leafCoder.Encode(tensor, hint, writer);
            if (sizes is null) continue;
            long bytes = writer.ByteCount - before;
            sizes[i] = new LeafSize(name, tensor.Type, tensor.Shape, use.RoleOf(name, tensor), leafCoder.Name, bytes, Math.Min(bytes, PositionCost.Bytes(tensor, hint, leafCoder)));
        }
        return writer.Finish();
    }

    /// <summary>Decodes the leaves of a part into tensors of their types and shapes.</summary>
    /// <exception cref="InvalidDataException">The part is damaged; the message names the leaf.</exception>
    public static void Decode(ReadOnlySpan<byte> part, int[] group, IReadOnlyList<(string Name, DenseTensor Tensor)> leaves)
    {
        var reader = new LeafReader(part);
        AdaptiveBit[] coderTree = AdaptiveBit.Fresh(1 << CoderBits);
        foreach (int i in group)
        {
            try
            {
                LeafCoders.ById(CodeId(ref reader.Coder, coderTree, 0)).Decode(ref reader, leaves[i].Tensor);
            }
            catch (InvalidDataException e)
            {
                throw new InvalidDataException($"the tensor '{leaves[i].Name}': {e.Message}", e);
            }
        }
        reader.Finish();
    }

    private static int CodeId<TCoder>(ref TCoder coder, AdaptiveBit[] tree, int id) where TCoder : IBinaryCoder, allows ref struct
    {
        int node = 1;
        for (int i = CoderBits - 1; i >= 0; i--) node = 2 * node + tree[node].Code(ref coder, id >> i & 1, CoderRates);
        return node - (1 << CoderBits);
    }
}
