using Frugal.Tensors;

namespace Frugal.Coding;

/// <summary>
/// Writes a matrix of symbols with the parameters of its model before it: the encoder tries rows and columns as the order of coding, and
/// likely distances to the neighbour above, and keeps what costs least.
/// </summary>
internal static class SymbolMatrixCoder
{
    private static readonly AdaptationRates HeaderRates = new(5, 8);

    /// <summary>Elements on which the alternatives are tried; the choice need not be perfect.</summary>
    private const int TrialElements = 1 << 19;

    private const int LargestLag = 512;

    public static void Encode(ReadOnlySpan<ushort> symbols, SymbolAlphabet alphabet, Shape shape, LeafWriter writer)
    {
        var layout = SymbolMatrixLayout.Of(shape);
        ushort[] inOrder = symbols.ToArray();
        bool transposed = false;
        if (symbols.Length > 0 && alphabet.Count > 1) (layout, transposed, inOrder) = Choose(inOrder, alphabet, layout);
        EncodingCoder coder = writer.Coder;
        var header = new IntegerModel(HeaderRates);
        header.CodeUnsigned(ref coder, (ulong)(alphabet.Zero + 1));
        header.CodeUnsigned(ref coder, (ulong)alphabet.Split);
        header.CodeUnsigned(ref coder, (ulong)layout.Lag);
        header.CodeUnsigned(ref coder, transposed ? 1UL : 0);
        new SymbolMatrixModel(layout, alphabet).Code(ref coder, inOrder);
    }

    public static void Decode(ref LeafReader reader, int alphabetCount, Shape shape, Span<ushort> symbols)
    {
        var header = new IntegerModel(HeaderRates);
        int zero = ReadBelow(ref reader, header, alphabetCount + 1) - 1;
        int split = ReadBelow(ref reader, header, alphabetCount + 1);
        int lag = ReadBelow(ref reader, header, int.MaxValue);
        bool transposed = ReadBelow(ref reader, header, 2) == 1;
        var layout = SymbolMatrixLayout.Of(shape);
        if (transposed) layout = new SymbolMatrixLayout(layout.Columns, layout.Rows, 1, 0);
        if (alphabetCount == 1 && zero >= 0) throw new InvalidDataException("a single symbol cannot be told from zero");
        if (lag > layout.Columns) throw new InvalidDataException("a distance between neighbours is larger than a row");
        new SymbolMatrixModel(layout with { Lag = lag }, new SymbolAlphabet(alphabetCount, zero, split)).Code(ref reader.Coder, symbols);
        if (transposed) Transpose(symbols.ToArray(), layout.Columns, layout.Rows).CopyTo(symbols);
    }

    private static int ReadBelow(ref LeafReader reader, IntegerModel header, int limit)
    {
        ulong value = header.CodeUnsigned(ref reader.Coder, 0);
        if (value >= (ulong)limit) throw new InvalidDataException("a parameter of the coding is out of range");
        return (int)value;
    }

    private static (SymbolMatrixLayout, bool Transposed, ushort[] InOrder) Choose(ushort[] symbols, SymbolAlphabet alphabet, SymbolMatrixLayout layout)
    {
        (SymbolMatrixLayout Layout, bool Transposed, ushort[] InOrder) best = (layout, false, symbols);
        double least = Cost(symbols, alphabet, layout);
        void Try(SymbolMatrixLayout candidate, bool transposed, ushort[] inOrder)
        {
            double cost = Cost(inOrder, alphabet, candidate);
            if (cost < least) (least, best) = (cost, (candidate, transposed, inOrder));
        }

        if (layout.Block > 1)
        {
            int width = (int)Math.Round(Math.Sqrt(layout.Block)); // a guess for square kernels; the model only wants a useful distance
            Try(layout with { Lag = width }, false, symbols);
            Try(layout with { Lag = layout.Block }, false, symbols);
            return best;
        }
        if (layout is { Rows: > 1, Columns: > 1 })
            Try(new SymbolMatrixLayout(layout.Columns, layout.Rows, 1, 0), true, Transpose(symbols, layout.Columns, layout.Rows));
        (SymbolMatrixLayout chosen, bool isTransposed, ushort[] order) = best;
        foreach (int lag in LikelyLags(order, alphabet, chosen)) Try(chosen with { Lag = lag }, isTransposed, order);
        return best;
    }

    private static double Cost(ushort[] symbols, SymbolAlphabet alphabet, SymbolMatrixLayout layout)
    {
        var meter = new CostMeter();
        int rows = Math.Clamp(TrialElements / layout.Columns, 1, layout.Rows);
        new SymbolMatrixModel(layout with { Rows = rows }, alphabet).Code(ref meter, symbols.AsSpan(0, rows * layout.Columns));
        return meter.Bits;
    }

    /// <summary>Distances at which the activity of columns resembles itself: the width of a picture, where rows are pictures.</summary>
    private static IEnumerable<int> LikelyLags(ushort[] symbols, SymbolAlphabet alphabet, SymbolMatrixLayout layout)
    {
        int columns = layout.Columns, largest = Math.Min(LargestLag, columns / 3);
        if (layout.Rows < 4 || largest < 4) return [];
        var activity = new double[columns];
        for (int i = 0; i < symbols.Length; i++)
            activity[i % columns] += alphabet.Zero >= 0 ? (symbols[i] != alphabet.Zero ? 1 : 0) : Math.Abs(symbols[i] - alphabet.Count / 2);
        double mean = activity.Average();
        var likeness = new double[largest + 2];
        for (int lag = 2; lag <= largest + 1; lag++)
        {
            double sum = 0;
            for (int c = lag; c < columns; c++) sum += (activity[c] - mean) * (activity[c - lag] - mean);
            likeness[lag] = sum / (columns - lag);
        }
        return Enumerable.Range(3, largest - 2).Where(d => likeness[d] >= likeness[d - 1] && likeness[d] >= likeness[d + 1])
            .OrderByDescending(d => likeness[d]).Take(2).ToArray();
    }

    /// <summary>The elements of a matrix column by column; of the given shape afterwards.</summary>
    private static ushort[] Transpose(ushort[] symbols, int rows, int columns)
    {
        var result = new ushort[symbols.Length];
        for (int r = 0, i = 0; r < rows; r++)
            for (int c = 0; c < columns; c++) result[i++] = symbols[c * rows + r];
        return result;
    }
}
