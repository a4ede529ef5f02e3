namespace Frugal.Graphs;

/// <summary>
/// The extent of an axis: a number, a multiple of a named symbol (a batch <c>N</c>, or <c>4·N</c> after a reshape), or unknown.
/// </summary>
public readonly struct Dimension : IEquatable<Dimension>
{
    private readonly bool known; // so that default(Dimension) is the unknown one

    private Dimension(long coefficient, string? symbol)
    {
        Coefficient = coefficient;
        Symbol = symbol;
        known = true;
    }

    /// <summary>An extent about which nothing is known.</summary>
    public static Dimension Unknown => default;

    /// <summary>The factor before the symbol, or the number itself where there is none.</summary>
    public long Coefficient { get; }

    /// <summary>The symbol, or null for a number or an unknown extent.</summary>
    public string? Symbol { get; }

    /// <summary>Whether the extent is a number.</summary>
    public bool IsNumber => known && Symbol is null;

    /// <summary>Whether the extent is unknown: neither a number nor a multiple of a symbol.</summary>
    public bool IsUnknown => !known;

    /// <summary>The number.</summary>
    /// <exception cref="InvalidOperationException">The extent is symbolic or unknown.</exception>
    public long Number => IsNumber ? Coefficient : throw new InvalidOperationException($"The dimension {this} is not a number.");

    /// <summary>An extent with a name.</summary>
    public static Dimension Named(string symbol) => new(1, symbol);

    /// <summary>An extent that is a number.</summary>
    public static implicit operator Dimension(long number) => new(number, null);

    /// <summary>The product; unknown when it is not a multiple of one symbol. Zero times anything is zero.</summary>
    public static Dimension operator *(Dimension left, Dimension right)
    {
        if ((left.IsNumber && left.Coefficient == 0) || (right.IsNumber && right.Coefficient == 0)) return 0;
        if (left.IsUnknown || right.IsUnknown || (left.Symbol is not null && right.Symbol is not null)) return Unknown;
        return new Dimension(checked(left.Coefficient * right.Coefficient), left.Symbol ?? right.Symbol);
    }

    /// <summary>The sum; unknown when the two are not multiples of the same symbol.</summary>
    public static Dimension operator +(Dimension left, Dimension right)
    {
        if (left.IsUnknown || right.IsUnknown) return Unknown;
        if (left.Coefficient == 0) return right;
        if (right.Coefficient == 0) return left;
        return left.Symbol == right.Symbol ? new Dimension(checked(left.Coefficient + right.Coefficient), left.Symbol) : Unknown;
    }

    /// <summary>The exact quotient; unknown when it is not known to be exact.</summary>
    public static Dimension operator /(Dimension left, Dimension right)
    {
        if (left.IsUnknown || right.IsUnknown || right.Coefficient == 0 || left.Coefficient % right.Coefficient != 0) return Unknown;
        if (right.Symbol is null) return new Dimension(left.Coefficient / right.Coefficient, left.Symbol);
        return left.Symbol == right.Symbol ? left.Coefficient / right.Coefficient : Unknown;
    }

    /// <inheritdoc/>
    public bool Equals(Dimension other) => known == other.known && Coefficient == other.Coefficient && Symbol == other.Symbol;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Dimension other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(known, Coefficient, Symbol);

    /// <summary>Whether both are known to be the same extent (two unknown extents compare equal as values only).</summary>
    public static bool operator ==(Dimension left, Dimension right) => left.Equals(right);

    /// <summary>Whether they differ as values.</summary>
    public static bool operator !=(Dimension left, Dimension right) => !left.Equals(right);

    /// <summary><c>28</c>, <c>N</c>, <c>4*N</c> or <c>?</c>.</summary>
    public override string ToString() =>
        IsUnknown ? "?" : Symbol is null ? Coefficient.ToString() : Coefficient == 1 ? Symbol : $"{Coefficient}*{Symbol}";
}
