using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>Types and shapes through the bodies of control flow.</summary>
internal static class SubgraphInference
{
    /// <summary>Says what an input of a body is, as far as it is not known already, and drops a shape that may differ from one iteration to the next.</summary>
    public static void Feed(Value input, Value source, SymbolicShape? shape)
    {
        if (input.Type == ElementType.Undefined) input.Type = source.Type;
        if (input.ItemType == ElementType.Undefined) input.ItemType = source.ItemType;
        input.Shape = shape;
    }

    /// <summary>Infers a body whose inputs are set.</summary>
    public static void Run(Graph body) => ShapeInference.RunAfresh(body);

    /// <summary>
    /// Infers a branch that may never be taken: exporters leave in what contradicts the shapes at hand, which is an error only where it runs.
    /// </summary>
    public static void TryRun(Graph branch)
    {
        try
        {
            Run(branch);
        }
        catch (InvalidModelException)
        {
            foreach (Value output in branch.Outputs)
                if (output.Graph == branch) output.Shape = null;
        }
    }

    /// <summary>What two shapes have in common: unknown extents where they differ, null where the ranks do.</summary>
    public static SymbolicShape? Common(SymbolicShape? first, SymbolicShape? second)
    {
        if (first is null || second is null || first.Rank != second.Rank) return null;
        Dimension[] extents = first.ToArray();
        for (int i = 0; i < extents.Length; i++)
            if (extents[i] != second[i]) extents[i] = Dimension.Unknown;
        return new SymbolicShape(extents);
    }
}
