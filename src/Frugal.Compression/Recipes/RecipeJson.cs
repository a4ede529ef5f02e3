using System.Text.Json;
using System.Text.Json.Serialization;

namespace Frugal.Compression;

/// <summary>Reads and writes recipes as JSON; comments and trailing commas are allowed, unknown fields are errors.</summary>
public static class RecipeJson
{
    /// <summary>The recipe as indented JSON.</summary>
    public static string Write(Recipe recipe) => JsonSerializer.Serialize(recipe, RecipeJsonContext.Default.Recipe);

    /// <summary>Reads a recipe.</summary>
    /// <exception cref="CompressionException">It is not valid; the message says where, and which known field is nearest to an unknown one.</exception>
    public static Recipe Read(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, RecipeJsonContext.Default.Recipe)
                ?? throw new CompressionException("The recipe is empty.");
        }
        catch (JsonException e)
        {
            throw new CompressionException($"The recipe is not valid at line {e.LineNumber + 1}: {Explain(e)}");
        }
    }

    private static string Explain(JsonException error)
    {
        string unknown = error.Message.Split('\'') is [_, var name, ..] && error.Message.Contains("could not be mapped", StringComparison.Ordinal) ? name : "";
        if (unknown.Length == 0) return error.Message.Split(" Path:")[0];
        string nearest = KnownFields().MinBy(f => Distance(f, unknown))!;
        return $"the field '{unknown}' is not known; did you mean '{nearest}'?";
    }

    private static IEnumerable<string> KnownFields() =>
        new[] { typeof(Recipe), typeof(TrainingBudget), typeof(MagnitudePruningSettings), typeof(DynamicSurgerySettings), typeof(WeightSharingSettings), typeof(FineTuningSettings) }
            .SelectMany(t => RecipeJsonContext.Default.GetTypeInfo(t)!.Properties).Select(p => p.Name).Distinct();

    // Levenshtein 1966.
    private static int Distance(string a, string b)
    {
        int[] previous = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int[] current = new int[b.Length + 1];
            current[0] = i;
            for (int j = 1; j <= b.Length; j++)
                current[j] = Math.Min(Math.Min(current[j - 1], previous[j]) + 1, previous[j - 1] + (char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1));
            previous = current;
        }
        return previous[^1];
    }
}

[JsonSourceGenerationOptions(
    WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true,
    UseStringEnumConverter = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Recipe))]
internal sealed partial class RecipeJsonContext : JsonSerializerContext;
