using Frugal.Tensors;

namespace Frugal.Graphs.Passes;

/// <summary>Initializers of one type, shape and bytes become one; outputs of the graph keep theirs.</summary>
internal static class MergeInitializers
{
    public static int Run(PassContext context)
    {
        int merged = 0;
        foreach (Graph graph in context.Network.AllGraphs().ToArray())
        {
            foreach (var alike in graph.Initializers.Where(v => !graph.Outputs.Contains(v)).GroupBy(v => (v.Type, v.Constant!.Shape, Sample(v.Constant))).Where(g => g.Count() > 1).ToArray())
            {
                var kept = new List<Value>();
                foreach (Value value in alike)
                {
                    Value? same = kept.Find(k => k.Constant == value.Constant || k.Constant!.Bytes.SequenceEqual(value.Constant!.Bytes));
                    if (same is null)
                    {
                        kept.Add(value);
                        continue;
                    }
                    if (value.Uses.Count == 0 && !context.GivenOn.Contains(value)) continue;
                    NodeEdits.ReplaceEverywhere(value, same);
                    merged++;
                }
            }
        }
        return merged;
    }

    // Tells most different tensors apart without reading them to their ends.
    private static int Sample(DenseTensor tensor)
    {
        var hash = new HashCode();
        ReadOnlySpan<byte> bytes = tensor.Bytes;
        hash.AddBytes(bytes.Length <= 128 ? bytes : bytes[..64]);
        if (bytes.Length > 128) hash.AddBytes(bytes[^64..]);
        return hash.ToHashCode();
    }
}
