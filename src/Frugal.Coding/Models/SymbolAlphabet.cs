namespace Frugal.Coding;

/// <summary>Which symbols occur, and what is known about them.</summary>
/// <param name="Count">Symbols are 0 … Count − 1; at most <see cref="Largest"/>.</param>
/// <param name="Zero">The symbol that is coded first, by its position: the zero of sparse weights; −1 for none.</param>
/// <param name="Split">Of the symbols other than zero, the number of those that stand for negative values; they come first.</param>
internal readonly record struct SymbolAlphabet(int Count, int Zero, int Split)
{
    /// <summary>The most symbols that a model holds contexts for.</summary>
    public const int Largest = 4096;

    /// <summary>The number of symbols other than zero.</summary>
    public int ValueCount => Zero < 0 ? Count : Count - 1;
}
