using System.Text.RegularExpressions;

namespace Frugal.Tests.Solution;

/// <summary>Reads C# as text, near enough for what the tests ask: this code base declares types at the beginning of a line.</summary>
internal static partial class SourceText
{
    /// <summary>The text without comments, and with empty literals.</summary>
    public static string Code(string source) => CommentOrLiteral().Replace(source, m => m.Value.StartsWith('/') ? "" : "\"\"");

    /// <summary>The names of the public types that stand directly in the file's namespace.</summary>
    public static IReadOnlyList<string> PublicTypes(string source) =>
        [.. PublicType().Matches(Code(source)).Select(m => m.Groups["name"].Value).Distinct()];

    /// <summary>Whether a word stands in the code, not as part of another.</summary>
    public static bool HasWord(string code, string word) => Regex.IsMatch(code, $@"\b{word}\b");

    [GeneratedRegex("""//[^\n]*|/\*.*?\*/|(\$*)"{3,}.*?"{3,}|[$@]*"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])+'""", RegexOptions.Singleline)]
    private static partial Regex CommentOrLiteral();

    [GeneratedRegex("""
        ^public\ (?:(?:static|sealed|abstract|readonly|ref|partial|unsafe)\ )*
        (?:(?:class|struct|interface|enum|record(?:\ (?:struct|class))?)\ |delegate\ [^(]*?\b(?=\w+(?:<[^<>(]*>)?\())
        (?<name>\w+)
        """, RegexOptions.Multiline | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex PublicType();
}
