using Frugal.Graphs.Operators;
using Frugal.Tensors;

namespace Frugal.Graphs;

/// <summary>Follows the extents of a tensor, as the operator <c>Shape</c> gives them, to where they are used.</summary>
internal static class ShapeFlow
{
    // Operators that only move extents about.
    private static readonly HashSet<string> Movers = ["Unsqueeze", "Squeeze", "Identity", "Concat", "Cast", "Add", "Sub", "Mul", "Div"];

    /// <summary>The elements of a shape vector that end elsewhere than in a target that removal rewrites.</summary>
    public static HashSet<int> Escaping(Value shape)
    {
        int count = (int)shape.Shape![0].Number;
        var escaping = new HashSet<int>();
        Follow(shape, [.. Enumerable.Range(0, count)], ordered: true, escaping);
        return escaping;
    }

    // The extents that may stand in a value; in order as long as the value is a selection from the shape vector.
    private static void Follow(Value value, int[] extents, bool ordered, HashSet<int> escaping)
    {
        if (value.Graph.Outputs.Contains(value)) escaping.UnionWith(extents);
        foreach (Use use in value.Uses)
        {
            Node reader = use.Node;
            if (reader.Graph != value.Graph || reader.Operator.Id.Domain.Length > 0) escaping.UnionWith(extents);
            else if (IsWrittenDown(reader, use.Index)) continue;
            else if (reader.Operator.Id.Name == "Gather" && use.Index == 0) Follow(reader.Output, Selected(reader, extents, ordered), ordered, escaping);
            else if (reader.Operator.Id.Name == "Slice" && use.Index == 0) Follow(reader.Output, Sliced(reader, extents, ordered), ordered, escaping);
            else if (Movers.Contains(reader.Operator.Id.Name) && reader.Output.Type.IsInteger())
                Follow(reader.Output, extents, ordered && reader.Operator.Id.Name is "Identity" or "Cast", escaping);
            else escaping.UnionWith(extents);
        }
    }

    // Whether the input is a target that the operator's Rewrite replaces by numbers.
    private static bool IsWrittenDown(Node reader, int input) => (reader.Operator.Id.Name, input) switch
    {
        ("Reshape", 1) => reader.Output.Shape is { } shape && reader.Inputs[0]!.Shape is not null && Reshape.Rewritten(reader, shape.ToArray()) is not null,
        ("Expand", 1) => reader.Inputs[0]!.Shape is not null && Expand.Target(reader) is not null,
        ("Slice", 1) or ("Slice", 2) => reader.Inputs[0]!.Shape is not null && IsKnown(reader, 1) && IsKnown(reader, 2),
        ("Split", 1) => reader.Inputs[0]!.Shape is not null && IsKnown(reader, 1),
        _ => false,
    };

    private static bool IsKnown(Node node, int input) => node.Inputs[input]!.Known is { } known && Array.TrueForAll(known, d => d.IsNumber);

    private static int[] Selected(Node gather, int[] extents, bool ordered)
    {
        if (!ordered || gather.Inputs[1]!.Known is not { } indices || !Array.TrueForAll(indices, i => i.IsNumber)) return extents;
        return Array.ConvertAll(indices, i => extents[i.Number < 0 ? i.Number + extents.Length : i.Number]);
    }

    private static int[] Sliced(Node slice, int[] extents, bool ordered)
    {
        if (!ordered || !IsKnown(slice, 1) || !IsKnown(slice, 2) || (slice.Input(4) is not null && !IsKnown(slice, 4))) return extents;
        long step = slice.Input(4) is null ? 1 : slice.Inputs[4]!.Known![0].Number;
        var (first, count, _) = Slice.Range(extents.Length, slice.Inputs[1]!.Known![0].Number, slice.Inputs[2]!.Known![0].Number, step);
        return [.. Enumerable.Range(0, (int)count).Select(i => extents[first + i * step])];
    }
}
