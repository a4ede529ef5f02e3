using Frugal.Data;

namespace Frugal.Compression;

/// <summary>
/// What a compression run does, step by step. A resolved recipe has every decision in it; running it again on the same model and data measures nothing
/// that decides and gives the same bytes on the same instruction set and tool version.
/// </summary>
public sealed record Recipe
{
    /// <summary>The version of this format.</summary>
    public int Version { get; init; } = 1;

    /// <summary>The tool that resolved the recipe; null in a recipe written by hand.</summary>
    public string? Tool { get; init; }

    /// <summary>The instruction set that it was resolved with.</summary>
    public string? InstructionSet { get; init; }

    /// <summary>Decides everything random. Default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>How many points of accuracy each search may cost on validation data. Default 0.1.</summary>
    public double MaxDropPoints { get; init; } = 0.1;

    /// <summary>The SHA-256 of the model file; checked on replay where present.</summary>
    public string? ModelSha256 { get; init; }

    /// <summary>The SHA-256 of the training data; checked on replay where present.</summary>
    public string? DataSha256 { get; init; }

    /// <summary>How samples become the network's input; null: as the model or the command line says.</summary>
    public InputSpecification? Input { get; init; }

    /// <summary>The steps, in order.</summary>
    public IReadOnlyList<MethodSettings> Steps { get; init; } = [];

    /// <summary>Whether this recipe was written by a run, with everything decided.</summary>
    public bool IsResolved => Tool is not null;

    /// <summary>The default recipe for the smallest file: simplify, prune, share weights.</summary>
    public static Recipe ForSize(bool canTrain) => new()
    {
        Steps = canTrain
            ? [new SimplificationSettings(), new MagnitudePruningSettings(), new WeightSharingSettings()]
            : [new SimplificationSettings(), new WeightSharingSettings()],
    };
}
