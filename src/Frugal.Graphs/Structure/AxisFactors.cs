namespace Frugal.Graphs;

/// <summary>
/// Ties axes over a reshape: both shapes are cut into the smallest runs of axes with equal products. A run of one axis against one is the
/// same axis, several against one merge, one against several split.
/// </summary>
internal static class AxisFactors
{
    /// <summary>Ties axes of the first input to axes of the first output that hold the same elements in row-major order.</summary>
    public static void Tie(TieContext context, Range inputAxes, Range outputAxes)
    {
        SymbolicShape from = context.InputShape(0), to = context.OutputShape(0);
        int i = inputAxes.Start.Value, j = outputAxes.Start.Value, inputEnd = inputAxes.End.Value, outputEnd = outputAxes.End.Value;
        // Symbolic products cannot always be divided; equal axes at the end are taken off first.
        while (inputEnd > i && outputEnd > j && !from[inputEnd - 1].IsUnknown && from[inputEnd - 1] == to[outputEnd - 1])
            context.Same(context.Input(0, --inputEnd), context.Output(0, --outputEnd));
        while (i < inputEnd && j < outputEnd)
        {
            int inputStart = i, outputStart = j;
            Dimension a = from[i++], b = to[j++];
            while (a != b)
            {
                bool extendInput = a.IsNumber && (!b.IsNumber || a.Number < b.Number);
                if (a.IsUnknown || b.IsUnknown || (extendInput ? i == inputEnd : j == outputEnd)) return;
                if (extendInput) a *= from[i++];
                else b *= to[j++];
            }
            if (a.IsUnknown) return;
            TieRun(context, inputStart..i, outputStart..j);
        }
    }

    private static void TieRun(TieContext context, Range inputRun, Range outputRun)
    {
        NodeAxis[] inputs = Wide(context, inputRun, context.Input), outputs = Wide(context, outputRun, context.Output);
        if (inputs.Length == 1 && outputs.Length == 1) context.Same(inputs[0], outputs[0]);
        else if (outputs.Length == 1) Merge(context, inputs, outputs[0]);
        else if (inputs.Length == 1) Merge(context, outputs, inputs[0]);
    }

    // The axes of a run that have more than one index.
    private static NodeAxis[] Wide(TieContext context, Range run, Func<int, int, NodeAxis> axis) =>
        [.. Enumerable.Range(run.Start.Value, run.End.Value - run.Start.Value).Select(a => axis(0, a)).Where(a => context.Extent(a) != 1)];

    // One of the parts goes with the whole axis: index (p₀·d₁ + p₁)·d₂ + p₂ … belongs to index p of that part; the other parts are fixed.
    private static void Merge(TieContext context, NodeAxis[] parts, NodeAxis whole)
    {
        if (!context.Extent(whole).IsNumber) return;
        int[] extents = Array.ConvertAll(parts, p => (int)context.Extent(p).Number);
        int chosen = Choose(context, parts);
        int outer = extents[..chosen].Aggregate(1, (a, b) => a * b), inner = extents[(chosen + 1)..].Aggregate(1, (a, b) => a * b);
        for (int i = 0; i < parts.Length; i++)
            if (i != chosen) context.Fixed(parts[i]);
        context.Same(
            whole, new IndexBlocks(0, outer * extents[chosen] * inner),
            parts[chosen], new IndexBlocks(0, extents[chosen], RepeatEach: inner, RepeatAll: outer));
    }

    // Merging axes: the first that is not fixed yet. Splitting one: the caller's policy.
    private static int Choose(TieContext context, NodeAxis[] parts)
    {
        if (parts[0].IsOutput) return context.Settings.Splits == GroupPolicy.WholeGroups ? 0 : parts.Length - 1;
        int free = Array.FindIndex(parts, p => !context.IsFixed(p));
        return Math.Max(free, 0);
    }
}
