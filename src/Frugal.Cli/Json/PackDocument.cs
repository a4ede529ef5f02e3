using System.Text.Json.Serialization;

namespace Frugal.Cli.Json;

/// <summary>The result of <c>pack</c>.</summary>
internal sealed record PackDocument : JsonDocument
{
    [JsonPropertyOrder(-4)]
    public override string Kind => "pack";

    public required string Model { get; init; }

    public required string Out { get; init; }

    public required long BytesBefore { get; init; }

    public required long BytesAfter { get; init; }

    /// <summary>Whether every weight is restored bit for bit.</summary>
    public required bool Lossless { get; init; }

    public required SizeJson Size { get; init; }
}

/// <summary>Where the bytes of a .frugal file are.</summary>
internal sealed record SizeJson(long Total, long Values, long Positions, long Codebooks, long Biases, long Graph, long Checksums, long Other)
{
    public static SizeJson Of(Frugal.Coding.SizeBreakdown s) =>
        new(s.TotalBytes, s.ValueBytes, s.PositionBytes, s.CodebookBytes, s.BiasBytes, s.GraphBytes, s.ChecksumBytes, s.OtherBytes);
}
