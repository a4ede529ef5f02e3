using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Frugal.Compression;
using Frugal.Graphs.Passes;
using Xunit;

namespace Frugal.Tests.Solution;

public sealed partial class PageTests
{
    // Steps of a recipe that are no methods of compression and have nothing to set but training.
    private static readonly string[] WithoutPage = ["simplify", "fine-tuning"];

    [Fact]
    public void The_page_of_a_method_names_all_its_settings_with_their_defaults()
    {
        JsonDerivedTypeAttribute[] methods = [.. typeof(MethodSettings).GetCustomAttributes<JsonDerivedTypeAttribute>()
            .Where(m => !WithoutPage.Contains((string)m.TypeDiscriminator!))];
        Assert.True(methods.Length >= 3);
        foreach (JsonDerivedTypeAttribute method in methods)
        {
            string page = SolutionFiles.Read($"docs/methods/{method.TypeDiscriminator}.md");
            object defaults = Activator.CreateInstance(method.DerivedType)!;
            foreach (PropertyInfo setting in method.DerivedType.GetProperties().Where(p => p.CanWrite))
            {
                Assert.Contains($"| `{JsonNamingPolicy.CamelCase.ConvertName(setting.Name)}` | {DefaultText(setting.GetValue(defaults))}", page);
            }
        }
    }

    [Fact]
    public void The_page_of_optimize_lists_every_pass_with_its_sentence()
    {
        string page = SolutionFiles.Read("docs/cli/optimize.md");
        Assert.All(PassTable.All, p => Assert.Contains($"| `{p.Name}` | {p.Exactness.ToString().ToLowerInvariant()} | {p.Description} |", page));
    }

    [Fact]
    public void Links_of_pages_lead_to_files_that_exist()
    {
        var broken = new List<string>();
        string root = SolutionFiles.Root();
        foreach (string page in SolutionFiles.Below(".", ".md"))
        {
            string folder = Path.GetDirectoryName(Path.Combine(root, page))!;
            foreach (Match link in Link().Matches(SolutionFiles.Read(page)))
            {
                string target = link.Groups["target"].Value;
                if (target.Contains("://", StringComparison.Ordinal)) continue;
                if (!Path.Exists(Path.Combine(folder, target))) broken.Add($"{page} → {target}");
            }
        }
        Assert.Empty(broken);
    }

    // What a page says for a value that is decided when the step runs is up to the page.
    private static string DefaultText(object? value) => value switch
    {
        null or TrainingBudget => "",
        IEnumerable<int> numbers => string.Join(", ", numbers),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    [GeneratedRegex(@"\]\((?<target>[^)#\s]+)(?:#[^)]*)?\)")]
    private static partial Regex Link();
}
