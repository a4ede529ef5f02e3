using System.Text.Json.Serialization;
using Frugal.Analysis;
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

    /// <summary>With <c>--against onnxruntime</c>: time of ONNX Runtime ÷ time of Frugal.</summary>
    public SpeedupJson? Speedup { get; init; }

    public EngineJson? Frugal { get; init; }

    public EngineJson? OnnxRuntime { get; init; }

    /// <summary>The steps of one run in Frugal's runtime.</summary>
    public required IReadOnlyList<StepTime> Profile { get; init; }

    /// <summary>With <c>--against onnxruntime</c>: the same parts of the network in both.</summary>
    public IReadOnlyList<LayerComparison>? Layers { get; init; }

    /// <summary>With <c>--load</c>.</summary>
    public LoadJson? Load { get; init; }

    /// <summary>With <c>--memory</c>.</summary>
    public MemoryJson? Memory { get; init; }
}

/// <summary>How many times as fast, with the 95 % interval of the median over turns.</summary>
internal sealed record SpeedupJson(double Median, double Low, double High);

/// <summary>One runtime's time of a run.</summary>
internal sealed record EngineJson(double MedianMilliseconds, double P10Milliseconds, double P90Milliseconds, double P99Milliseconds);

/// <summary>Reading the file, preparing the network and running it once, in a process that has run another network before: medians of several.</summary>
internal sealed record LoadJson(double Milliseconds, double? AgainstMilliseconds, double? Ratio, int Repetitions);

/// <summary>Private bytes of a process of its own: how much they grow from before the file is read to after some runs.</summary>
internal sealed record MemoryJson(long GrowthBytes, long? AgainstGrowthBytes, double? Ratio);
