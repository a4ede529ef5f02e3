using System.Text.RegularExpressions;
using Xunit;

namespace Frugal.Tests.Solution;

public sealed partial class SourceFileTests
{
    private const int MostLines = 600;

    [Fact]
    public void A_file_holds_one_public_type_of_its_own_name()
    {
        var wrong = new List<string>();
        foreach (string path in Sources("src"))
        {
            IReadOnlyList<string> types = SourceText.PublicTypes(SolutionFiles.Read(path));
            string name = Path.GetFileName(path).Split('.')[0];
            if (types.Any(t => t != name)) wrong.Add($"{path}: {string.Join(", ", types)}");
        }
        Assert.Empty(wrong);
    }

    [Fact]
    public void Public_types_are_found_in_every_form_that_C_sharp_has()
    {
        const string source = """
            namespace N;
            // public class Comment { }
            public static partial class Names { public sealed record Inner(int X); }
            internal sealed class Hidden { const string S = "public class Text"; }
            public readonly ref struct View<T>;
            public readonly record struct Pair(int A, int B);
            public sealed record Settings : Base;
            public delegate IReadOnlyList<int> Chooser<T>(T item);
            public enum Kind { One }
            """;

        Assert.Equal(["Names", "View", "Pair", "Settings", "Chooser", "Kind"], SourceText.PublicTypes(source));
    }

    [Fact]
    public void A_file_is_short_enough_to_be_read()
    {
        string[] sources = [.. Sources("src"), .. Sources("tests")];
        Assert.True(sources.Length > 400);
        string[] wrong = [.. sources.Where(p => SolutionFiles.Read(p).Count(c => c == '\n') > MostLines)];
        Assert.Empty(wrong);
    }

    [Fact]
    public void Namespaces_stand_at_the_top_of_the_file()
    {
        string[] wrong = [.. Sources("src").Concat(Sources("tests")).Where(p => BlockNamespace().IsMatch(SourceText.Code(SolutionFiles.Read(p))))];
        Assert.Empty(wrong);
    }

    [Fact]
    public void Nothing_is_left_to_be_done()
    {
        string[] marks = ["TO" + "DO", "FIX" + "ME", "HA" + "CK", "NotImplemented" + "Exception"];
        string[] wrong = [.. Written().Where(p => SolutionFiles.Read(p) is var text && marks.Any(m => SourceText.HasWord(text, m)))];
        Assert.Empty(wrong);
    }

    [Fact]
    public void Nothing_depends_on_where_it_was_written()
    {
        // Joined at run time, so that this file is not found by its own test.
        string[] places = [.. new[] { "work", "root", "home", "tmp", "Users" }.Select(folder => $"/{folder}/")];
        string[] wrong = [.. Written().Where(p => SolutionFiles.Read(p) is var text && places.Any(place => Mentions(text, place)))];
        Assert.Empty(wrong);
    }

    // A folder named so inside a relative path or an address is not meant.
    private static bool Mentions(string text, string place)
    {
        for (int at = text.IndexOf(place, StringComparison.Ordinal); at >= 0; at = text.IndexOf(place, at + 1, StringComparison.Ordinal))
            if (at == 0 || !(char.IsLetterOrDigit(text[at - 1]) || "._-$}".Contains(text[at - 1]))) return true;
        return false;
    }

    private static IReadOnlyList<string> Sources(string folder) => SolutionFiles.Below(folder, ".cs");

    private static IEnumerable<string> Written() =>
        SolutionFiles.Below(".", ".cs", ".md", ".csproj", ".props", ".slnx", ".sh", ".editorconfig");

    [GeneratedRegex(@"^namespace [\w.]+\s*\{", RegexOptions.Multiline)]
    private static partial Regex BlockNamespace();
}
