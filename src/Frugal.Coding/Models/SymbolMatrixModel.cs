namespace Frugal.Coding;

/// <summary>
/// Codes a matrix of symbols, most of them possibly one "zero" symbol: for each element first whether it is zero, then which other symbol,
/// by a binary tree whose first branch is the sign. Probabilities are mixed from contexts of neighbours and of the density of row, column
/// and neighbouring columns so far, so that dead inputs, dense kernels and pictures in the rows of a first layer cost what they must.
/// </summary>
internal sealed class SymbolMatrixModel
{
    private const int Densities = LogScale.DensityClasses, ValueClasses = 33, WindowLength = 24, SignPatterns = 81, SignSums = 16, CountLimit = 1000;

    private readonly SymbolMatrixLayout layout;
    private readonly SymbolAlphabet alphabet;
    private readonly ContextMixer presence, value;
    private readonly byte[] signOf, classOf; // by level: 0 for zero, else one more than the value
    private readonly int[] countInColumn, lastInColumn, presentBefore, signBefore;
    private readonly int[] placeOfColumn;
    private int placeOfRow, placeOfNeighbours, placeOfSurroundings; // of the number of elements that were counted, on the scale of densities
    private ushort[] levels = [];

    /// <summary>A model that knows nothing yet.</summary>
    public SymbolMatrixModel(SymbolMatrixLayout layout, SymbolAlphabet alphabet)
    {
        this.layout = layout;
        this.alphabet = alphabet;
        int nodes = alphabet.ValueCount + 1;
        presence = new ContextMixer(
            [64 * 4, Densities * Densities, layout.Block > 1 ? 32 * 32 : Densities * Densities, 64 * 4, 256, Densities * Densities, 64], 3, CountLimit);
        value = new ContextMixer([nodes * ValueClasses, nodes * ValueClasses, nodes * SignPatterns, nodes * ValueClasses, nodes * SignSums], 2, CountLimit);
        signOf = new byte[nodes];
        classOf = new byte[nodes];
        for (int level = 1; level < nodes; level++)
        {
            signOf[level] = (byte)(level - 1 < alphabet.Split ? 1 : 2);
            classOf[level] = (byte)(1 + (nodes <= ValueClasses ? level - 1 : (level - 1) * (ValueClasses - 1) / alphabet.ValueCount));
        }
        countInColumn = new int[layout.Columns];
        lastInColumn = new int[layout.Columns];
        presentBefore = new int[layout.Columns + 1];
        signBefore = new int[layout.Columns + 1];
        placeOfColumn = new int[layout.Columns];
        for (int column = 0; column < layout.Columns; column++) placeOfColumn[column] = LogScale.PlaceOfTotal(column);
    }

    /// <summary>Codes all symbols, row by row; a decoder fills them in.</summary>
    public void Code<TCoder>(ref TCoder coder, Span<ushort> symbols) where TCoder : IBinaryCoder, allows ref struct
    {
        levels = new ushort[symbols.Length];
        for (int row = 0, position = 0; row < layout.Rows; row++)
        {
            int inRow = 0, inKernel = 0, lastLevel = 0, neighbours = layout.Lag > 0 ? 4 : 2;
            placeOfRow = LogScale.PlaceOfTotal(row);
            placeOfNeighbours = LogScale.PlaceOfTotal(neighbours * row);
            placeOfSurroundings = LogScale.PlaceOfTotal(2 * neighbours * row);
            for (int column = 0; column < layout.Columns; column++, position++)
            {
                if (layout.Block > 1 && column % layout.Block == 0) inKernel = 0;
                int level = TCoder.IsDecoder ? 0 : LevelOf(symbols[position]);
                bool present = alphabet.Zero < 0;
                if (!present)
                {
                    SelectPresenceContexts(row, column, position, inRow, inKernel, out int set);
                    present = presence.Code(ref coder, level != 0 ? 1 : 0, set) == 1;
                }
                if (present)
                {
                    level = 1 + CodeValue(ref coder, level - 1, column, position, lastLevel);
                    levels[position] = (ushort)level;
                    countInColumn[column]++;
                    lastInColumn[column] = lastLevel = level;
                    inRow++;
                    inKernel++;
                }
                presentBefore[column + 1] = inRow;
                signBefore[column + 1] = signBefore[column] + (signOf[level] == 0 ? 0 : 2 * signOf[level] - 3);
                if (TCoder.IsDecoder) symbols[position] = SymbolOf(level);
            }
        }
    }

    private int LevelOf(int symbol) =>
        alphabet.Zero < 0 ? symbol + 1 : symbol == alphabet.Zero ? 0 : symbol < alphabet.Zero ? symbol + 1 : symbol;

    private ushort SymbolOf(int level)
    {
        if (alphabet.Zero < 0) return (ushort)(level - 1);
        return (ushort)(level == 0 ? alphabet.Zero : level - 1 < alphabet.Zero ? level - 1 : level);
    }

    private void SelectPresenceContexts(int row, int column, int position, int inRow, int inKernel, out int set)
    {
        int lag = layout.Lag;
        int beside = InColumn(column - 1) + InColumn(column + 1), around;
        if (lag > 0)
        {
            beside += InColumn(column - lag) + InColumn(column + lag);
            around = InColumn(column - lag - 1) + InColumn(column - lag + 1) + InColumn(column + lag - 1) + InColumn(column + lag + 1);
        }
        else
        {
            around = InColumn(column - 2) + InColumn(column + 2);
        }
        int ofColumn = LogScale.DensityClass(countInColumn[column], placeOfRow);
        int ofNeighbours = LogScale.DensityClass(beside, placeOfNeighbours);
        int ofRow = LogScale.DensityClass(inRow, placeOfColumn[column]);
        int pattern = Bit(column, 1, position) | Bit(column, 2, position) << 1 | Bit(column, 3, position) << 2;
        if (lag > 0) pattern |= Bit(column, lag, position) << 3 | Bit(column, lag + 1, position) << 4 | Bit(column, lag - 1, position) << 5;
        int near = pattern;
        if (row > 0 && levels[position - layout.Columns] != 0) pattern |= 64;
        if (row > 1 && levels[position - 2 * layout.Columns] != 0) pattern |= 128;

        presence.Select(0, Math.Min(63, countInColumn[column]) * 4 + Stage(row, 8, 64, 200));
        presence.Select(1, ofColumn * Densities + ofNeighbours);
        presence.Select(2, layout.Block > 1
            ? Math.Min(31, inKernel) * 32 + Math.Min(31, column % layout.Block)
            : LogScale.DensityClass(beside + around, placeOfSurroundings) * Densities + ofRow);
        presence.Select(3, Math.Min(63, inRow) * 4 + Stage(column, 16, 128, 400));
        presence.Select(4, pattern);
        presence.Select(5, ofColumn * Densities + ofRow);
        presence.Select(6, Math.Min(63, WindowSum(presentBefore, column)));
        set = row == 0 ? 0 : near != 0 ? 1 : 2;
    }

    /// <summary>Walks down the tree; a node is named by the first value of its upper half.</summary>
    private int CodeValue<TCoder>(ref TCoder coder, int coded, int column, int position, int lastLevel) where TCoder : IBinaryCoder, allows ref struct
    {
        int lag = layout.Lag, low = 0, high = alphabet.ValueCount;
        int pattern = Sign(column, 1, position) + 3 * (lag > 0 ? Sign(column, lag, position) : 0)
            + 9 * (lag > 0 ? Sign(column, lag + 1, position) : 0) + 27 * Sign(column, lag > 0 ? lag - 1 : 2, position);
        int signs = Math.Clamp(WindowSum(signBefore, column) + NearestSigns(column), -7, 8) + 7;
        int ofLast = classOf[lastLevel], ofColumn = classOf[lastInColumn[column]], ofNeighbour = classOf[LevelAt(column, lag > 0 ? lag : 1, position)];
        bool atRoot = true;
        while (high - low > 1)
        {
            int node = atRoot && alphabet.Split > 0 && alphabet.Split < high ? alphabet.Split : (low + high) / 2;
            value.Select(0, node * ValueClasses + ofLast);
            value.Select(1, node * ValueClasses + ofColumn);
            value.Select(2, node * SignPatterns + pattern);
            value.Select(3, node * ValueClasses + ofNeighbour);
            value.Select(4, node * SignSums + signs);
            if (value.Code(ref coder, coded >= node ? 1 : 0, atRoot ? 1 : 0) == 1) low = node;
            else high = node;
            atRoot = false;
        }
        return low;
    }

    private static int Stage(int progress, int first, int second, int third) =>
        progress < first ? 0 : progress < second ? 1 : progress < third ? 2 : 3;

    private int InColumn(int column) => (uint)column < (uint)countInColumn.Length ? countInColumn[column] : 0;

    /// <summary>The level some places before in the same row; 0 before its start.</summary>
    private int LevelAt(int column, int distance, int position) => distance > 0 && column >= distance ? levels[position - distance] : 0;

    private int Bit(int column, int distance, int position) => LevelAt(column, distance, position) != 0 ? 1 : 0;

    private int Sign(int column, int distance, int position) => signOf[LevelAt(column, distance, position)];

    /// <summary>
    /// From sums of all elements before each column: the sum over those coded last, or, where a row is a picture, over three to the left and
    /// seven in each of the three lines above.
    /// </summary>
    private int WindowSum(int[] before, int column)
    {
        if (layout.Lag == 0 || layout.Block > 1) return before[column] - before[Math.Max(0, column - WindowLength)];
        int sum = before[column] - before[Math.Max(0, column - 3)];
        for (int line = 1; line <= 3; line++) sum += Between(before, column, column - line * layout.Lag - 3, column - line * layout.Lag + 4);
        return sum;
    }

    /// <summary>The signs next to the element once more, so that they count twice.</summary>
    private int NearestSigns(int column)
    {
        if (layout.Lag == 0 || layout.Block > 1) return 0;
        return Between(signBefore, column, column - 1, column) + Between(signBefore, column, column - layout.Lag - 1, column - layout.Lag + 2);
    }

    private static int Between(int[] before, int column, int from, int to) =>
        before[Math.Clamp(to, 0, column)] - before[Math.Clamp(from, 0, column)];
}
