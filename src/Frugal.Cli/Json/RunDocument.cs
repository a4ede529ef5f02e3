using System.Text.Json.Serialization;

namespace Frugal.Cli.Json;

/// <summary>The result of <c>run</c>.</summary>
internal sealed record RunDocument : JsonDocument
{
    [JsonPropertyOrder(-4)]
    public override string Kind => "run";

    public required string Model { get; init; }

    public required string Runtime { get; init; }

    /// <summary>Where the inputs are from.</summary>
    public required string Inputs { get; init; }

    public required IReadOnlyList<TensorJson> Outputs { get; init; }
}

/// <summary>An output; its first elements, and the range of all.</summary>
internal sealed record TensorJson(string Name, string Type, IReadOnlyList<int> Shape, double? Minimum, double? Maximum, double? Mean, IReadOnlyList<double> First);
