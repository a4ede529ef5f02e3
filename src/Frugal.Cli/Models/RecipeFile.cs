using System.Security.Cryptography;
using Frugal.Cli.Errors;
using Frugal.Cli.Options;
using Frugal.Cli.Verbs;
using Frugal.Compression;
using Frugal.Data;
using Frugal.Graphs;

namespace Frugal.Cli.Models;

/// <summary>Reads the recipe that flags name, and knows which model and data a resolved one belongs to.</summary>
internal static class RecipeFile
{
    /// <summary>The recipe of <c>--recipe</c>, or null.</summary>
    /// <exception cref="BadInputException">There is no such file, or it is not valid.</exception>
    public static Recipe? Read(VerbContext context)
    {
        if (context.Get(RunOptions.Recipe) is not { } path) return null;
        if (!File.Exists(path)) throw new BadInputException($"There is no recipe '{path}'. Check the path.");
        try
        {
            return RecipeJson.Read(File.ReadAllText(path));
        }
        catch (CompressionException e)
        {
            throw new BadInputException($"'{path}': {e.Message}", e);
        }
    }

    /// <summary>The recipe with what flags say, and with the hashes of model and data.</summary>
    /// <exception cref="BadInputException">It was made for another model or other data, and nobody insists.</exception>
    public static Recipe For(VerbContext context, Recipe recipe, LoadedModel model, DataSet? train)
    {
        string modelHash = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(model.Path)));
        string? dataHash = train is null ? null : DataHash.Of(train);
        if (!context.Get(OutputOptions.Force))
        {
            Require(recipe.ModelSha256, modelHash, $"another model than '{model.Path}'");
            Require(recipe.DataSha256, dataHash, "other training data");
        }
        return recipe with
        {
            ModelSha256 = modelHash,
            DataSha256 = dataHash,
            Seed = context.Get(RunOptions.Seed) ?? recipe.Seed,
            MaxDropPoints = context.Get(GoalOptions.MaxDrop) ?? recipe.MaxDropPoints,
            Baseline = context.Get(GoalOptions.Baseline) is { } baseline ? Enum.Parse<Baseline>(baseline, ignoreCase: true) : recipe.Baseline,
        };
    }

    /// <summary>Writes a recipe.</summary>
    public static void Write(string path, Recipe recipe) => AtomicFile.Write(path, stream =>
    {
        using var writer = new StreamWriter(stream, leaveOpen: true);
        writer.Write(RecipeJson.Write(recipe));
        writer.Write('\n');
    });

    private static void Require(string? expected, string? actual, string what)
    {
        if (expected is not null && expected != actual)
            throw new BadInputException($"The recipe was made for {what} (its SHA-256 differs). Give the same files, or go on with --force.");
    }
}
