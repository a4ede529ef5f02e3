using System.Text.Json.Serialization;

namespace Frugal.Cli.Json;

/// <summary>The result of <c>inspect</c>.</summary>
internal sealed record InspectDocument : JsonDocument
{
    [JsonPropertyOrder(-4)]
    public override string Kind => "inspect";

    public required string Model { get; init; }

    public required long FileBytes { get; init; }

    public required string Producer { get; init; }

    public required int IrVersion { get; init; }

    public required IReadOnlyDictionary<string, int> Opsets { get; init; }

    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    public required IReadOnlyList<ValueJson> Inputs { get; init; }

    public required IReadOnlyList<ValueJson> Outputs { get; init; }

    /// <summary>How often each operator occurs.</summary>
    public required IReadOnlyDictionary<string, int> Operators { get; init; }

    public required IReadOnlyList<string> UnsupportedOperators { get; init; }

    public required IReadOnlyList<LayerJson> Layers { get; init; }

    public required long Parameters { get; init; }

    public required long ParameterBytes { get; init; }

    public required long NonZeroParameters { get; init; }

    /// <summary>Weights so small that processors may compute slowly with them: not 0, below 1.2e-38.</summary>
    public required long DenormalParameters { get; init; }

    public required long NonFiniteParameters { get; init; }

    /// <summary>Of one sample; null where shapes are not known.</summary>
    public required long? MultiplyAccumulates { get; init; }
}

/// <summary>An input or output.</summary>
internal sealed record ValueJson(string Name, string Type, string Shape);

/// <summary>A node with weights, or one that multiplies and accumulates.</summary>
internal sealed record LayerJson(string Name, string Operator, string? OutputShape, long Weights, long NonZero, long Bytes, long Denormal, long? MultiplyAccumulates);
