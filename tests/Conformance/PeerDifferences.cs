namespace Frugal.Tests.Conformance;

/// <summary>Operator cases in which Frugal means to differ from ONNX Runtime, each with its reason. Keep it short.</summary>
internal static class PeerDifferences
{
    private const string BeyondStandard = "Frugal computes a type here that the standard does not allow";

    // A name, or the beginning of names with a star.
    private static readonly (string Pattern, string Reason)[] Patterns =
    [
        ("Pow, uint8", BeyondStandard),
        ("Pow, int8", BeyondStandard),
        ("Concat, int4", BeyondStandard),
        ("AveragePool, dilated, automatic padding", "ONNX Runtime leaves dilations out of automatic padding; the standard has ceil(input / stride) outputs, as its MaxPool"),
        ("LSTM, batch first", "ONNX Runtime does not compute recurrent layers with the batch first"),
        ("GRU, batch first, reverse", "ONNX Runtime does not compute recurrent layers with the batch first"),
        ("Optional", "its input may be a plain tensor since operator set 18, which ONNX Runtime refuses"),
        ("LRN, even size", "ONNX Runtime takes odd sizes only"),
        ("Einsum, ...i,...i", "ONNX Runtime takes ellipses of one length only; the standard broadcasts them"),
    ];

    /// <summary>Why a case is not judged, or null.</summary>
    public static string? ReasonFor(string name)
    {
        foreach (var (pattern, reason) in Patterns)
            if (Matches(pattern, name)) return reason;
        return null;
    }

    /// <summary>Patterns that no case matches: left over, to be deleted.</summary>
    public static IEnumerable<string> Unused(IEnumerable<string> names) => Patterns.Select(p => p.Pattern).Where(p => !names.Any(n => Matches(p, n)));

    private static bool Matches(string pattern, string name) =>
        pattern.EndsWith('*') ? name.StartsWith(pattern[..^1], StringComparison.Ordinal) : name == pattern;
}
