using System.Text.Json.Serialization;
using Frugal.Runtime;

namespace Frugal.Cli.Json;

/// <summary>The result of <c>bench</c>. Times are milliseconds of one run.</summary>
internal sealed record BenchDocument : JsonDocument
{
    [JsonPropertyOrder(-4)]
    public override string Kind => "bench";

    public required string Model { get; init; }

    public required string Inputs { get; init; }

    public required int Threads { get; init; }

    public required string InstructionSet { get; init; }

    public required EngineTimes Times { get; init; }

    /// <summary>What it was measured against in turns; null without.</summary>
    public EngineTimes? Against { get; init; }

    /// <summary>Time of the other ÷ time of this one, with the ends of its 95 % interval; without another, of the same engine against itself.</summary>
    public required double Ratio { get; init; }

    public required double RatioLow { get; init; }

    public required double RatioHigh { get; init; }

    public required int Turns { get; init; }

    /// <summary>The steps of one run in Frugal's runtime.</summary>
    public required IReadOnlyList<StepTime> Profile { get; init; }
}
