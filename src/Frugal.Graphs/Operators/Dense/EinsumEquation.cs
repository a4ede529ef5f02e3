using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// The terms of an Einstein summation such as <c>bij,bjk-&gt;bik</c> or <c>...ij-&gt;...</c> with the axes of an ellipsis made explicit:
/// each axis of each operand and of the result is a number that stands for a letter.
/// </summary>
internal sealed class EinsumEquation
{
    // Letters are numbered by their character; the axes of an ellipsis, aligned at the last, count down from here.
    private const int FirstEllipsisAxis = -1;

    private EinsumEquation(int[][] operands, int[] result) => (Operands, Result) = (operands, result);

    /// <summary>For each operand the labels of its axes.</summary>
    public int[][] Operands { get; }

    /// <summary>The labels of the result's axes.</summary>
    public int[] Result { get; }

    /// <summary>Reads an equation for operands of known ranks.</summary>
    /// <exception cref="InvalidOperationException">It does not fit them.</exception>
    public static EinsumEquation Parse(string equation, int[] ranks)
    {
        string text = equation.Replace(" ", "");
        string[] sides = text.Split("->");
        string[] terms = sides[0].Split(',');
        if (sides.Length > 2 || terms.Length != ranks.Length) throw new InvalidOperationException($"the equation '{equation}' does not fit {ranks.Length} operands");
        int[][] operands = [.. terms.Select((term, i) => Labels(term, ranks[i], equation))];
        int ellipsis = operands.SelectMany(o => o).Where(l => l < 0).Select(l => -l).DefaultIfEmpty(0).Max();
        int[] result = sides.Length == 2 ? Labels(sides[1], sides[1].Replace("...", "").Length + (sides[1].Contains("...", StringComparison.Ordinal) ? ellipsis : 0), equation) : Implicit(operands, ellipsis);
        if (result.Distinct().Count() != result.Length || result.Except(operands.SelectMany(o => o)).Any())
            throw new InvalidOperationException($"the result of the equation '{equation}' has a letter twice or one that no operand has");
        return new EinsumEquation(operands, result);
    }

    /// <summary>The extent of each label; an extent of 1 yields to a larger one, as in broadcasting.</summary>
    /// <exception cref="InvalidOperationException">Two axes with one letter differ.</exception>
    public Dictionary<int, int> Extents(ReadOnlySpan<Shape> shapes)
    {
        var extents = new Dictionary<int, int>();
        for (int o = 0; o < Operands.Length; o++)
            for (int axis = 0; axis < Operands[o].Length; axis++)
            {
                int label = Operands[o][axis], extent = shapes[o][axis];
                int before = extents.GetValueOrDefault(label, 1);
                if (before != extent && before != 1 && extent != 1)
                    throw new InvalidOperationException($"an axis has {before} elements in one operand and {extent} in another");
                extents[label] = before == 1 ? extent : before;
            }
        return extents;
    }

    /// <summary>Calls with every combination of label values: the flat place in the result, and in each operand.</summary>
    public void ForEach(ReadOnlySpan<Shape> shapes, Action<int, int[]> visit)
    {
        Dictionary<int, int> extents = Extents(shapes);
        int[] labels = [.. Result, .. extents.Keys.Except(Result)];
        int[] sizes = Array.ConvertAll(labels, l => extents[l]);
        if (sizes.Contains(0)) return;
        int[][] strides = new int[Operands.Length + 1][];
        for (int o = 0; o < Operands.Length; o++) strides[o] = Strides(labels, Operands[o], shapes[o]);
        strides[^1] = Strides(labels, Result, new Shape(Array.ConvertAll(Result, l => extents[l])));
        var position = new int[labels.Length];
        var places = new int[strides.Length];
        while (true)
        {
            visit(places[^1], places);
            int axis = labels.Length - 1;
            for (; axis >= 0; axis--)
            {
                bool carries = ++position[axis] == sizes[axis];
                int step = carries ? 1 - sizes[axis] : 1;
                for (int o = 0; o < strides.Length; o++) places[o] += step * strides[o][axis];
                if (!carries) break;
                position[axis] = 0;
            }
            if (axis < 0) return;
        }
    }

    // How far one step of each label goes in a tensor; a repeated label walks its diagonal.
    private static int[] Strides(int[] labels, int[] axes, Shape shape)
    {
        long[] strides = shape.Strides();
        return Array.ConvertAll(labels, label => (int)axes.Select((l, axis) => l == label && shape[axis] != 1 ? strides[axis] : 0).Sum());
    }

    private static int[] Labels(string term, int rank, string equation)
    {
        int at = term.IndexOf("...", StringComparison.Ordinal);
        string letters = term.Replace("...", "");
        int hidden = rank - letters.Length;
        if (letters.Any(c => !char.IsAsciiLetter(c)) || hidden < 0 || (at < 0 && hidden != 0))
            throw new InvalidOperationException($"the term '{term}' of the equation '{equation}' does not fit a tensor of rank {rank}");
        int before = at < 0 ? letters.Length : at;
        return [.. letters[..before].Select(c => (int)c), .. Enumerable.Range(0, hidden).Select(i => FirstEllipsisAxis - (hidden - 1 - i)), .. letters[before..].Select(c => (int)c)];
    }

    // Without an arrow the result has the ellipsis, then the letters that occur once, in alphabetical order.
    private static int[] Implicit(int[][] operands, int ellipsis) =>
    [
        .. Enumerable.Range(0, ellipsis).Select(i => FirstEllipsisAxis - (ellipsis - 1 - i)),
        .. operands.SelectMany(o => o).Where(l => l > 0).GroupBy(l => l).Where(g => g.Count() == 1).Select(g => g.Key).Order(),
    ];
}
