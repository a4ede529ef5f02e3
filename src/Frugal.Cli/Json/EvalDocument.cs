using System.Text.Json.Serialization;

namespace Frugal.Cli.Json;

/// <summary>The result of <c>eval</c>.</summary>
internal sealed record EvalDocument : JsonDocument
{
    [JsonPropertyOrder(-4)]
    public override string Kind => "eval";

    public required string Model { get; init; }

    public required string Runtime { get; init; }

    /// <summary>How data became the network's input, as flags.</summary>
    public required string Input { get; init; }

    public required IReadOnlyList<ClassificationJson> Results { get; init; }
}
