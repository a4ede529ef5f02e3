using System.Text.Json.Serialization;
using Frugal.Data;

namespace Frugal.Compression;

/// <summary>
/// What a compression run does, step by step. A resolved recipe has every decision in it; running it again on the same model and data measures nothing
/// that decides and gives the same bytes on the same instruction set and tool version.
/// </summary>
/// <remarks>Properties of recipes and settings have setters, since generated JSON readers would give those with initializers only their type's default.</remarks>
public sealed record Recipe
{
    /// <summary>The version of this format.</summary>
    public int Version { get; set; } = 1;

    /// <summary>The tool that resolved the recipe; null in a recipe written by hand.</summary>
    public string? Tool { get; set; }

    /// <summary>The instruction set that it was resolved with.</summary>
    public string? InstructionSet { get; set; }

    /// <summary>Decides everything random. Default 1.</summary>
    public ulong Seed { get; set; } = 1;

    /// <summary>
    /// How many points of accuracy each search may cost on validation data, one standard error included. Null: 0.3 from the control or 0.2 from the original, or one and a half standard errors where
    /// the validation data are too few to tell so little.
    /// </summary>
    public double? MaxDropPoints { get; set; }

    /// <summary>What the loss of accuracy counts from. Default: the control where one is trained, else the original.</summary>
    public Baseline Baseline { get; set; }

    /// <summary>The control; null: none is trained.</summary>
    public ControlSettings? Control { get; set; }

    /// <summary>The SHA-256 of the model file; checked on replay where present.</summary>
    public string? ModelSha256 { get; set; }

    /// <summary>The SHA-256 of the training data; checked on replay where present.</summary>
    public string? DataSha256 { get; set; }

    /// <summary>How samples become the network's input; null: as the model or the command line says.</summary>
    [JsonConverter(typeof(InputSpecificationConverter))]
    public InputSpecification? Input { get; set; }

    /// <summary>The steps, in order.</summary>
    public IReadOnlyList<MethodSettings> Steps { get; set; } = [];

    /// <summary>Whether this recipe was written by a run, with everything decided.</summary>
    [JsonIgnore]
    public bool IsResolved => Tool is not null;

    /// <summary>The default recipe for the smallest file: simplify, prune, share weights; beside it a control.</summary>
    public static Recipe ForSize(bool canTrain) => new()
    {
        Control = canTrain ? new ControlSettings() : null,
        Steps = canTrain
            ? [new SimplificationSettings(), new MagnitudePruningSettings(), new WeightSharingSettings()]
            : [new SimplificationSettings(), new WeightSharingSettings()],
    };
}
