using System.Text.Json.Serialization;

namespace Frugal.Cli.Json;

/// <summary>The result of <c>unpack</c>.</summary>
internal sealed record UnpackDocument : JsonDocument
{
    [JsonPropertyOrder(-4)]
    public override string Kind => "unpack";

    public required string Model { get; init; }

    public required string Out { get; init; }

    public required long BytesBefore { get; init; }

    public required long BytesAfter { get; init; }

    public required int Opset { get; init; }

    public required int IrVersion { get; init; }

    public required IReadOnlyList<string> Notes { get; init; }
}
