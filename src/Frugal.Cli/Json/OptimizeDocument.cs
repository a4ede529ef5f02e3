using System.Text.Json.Serialization;

namespace Frugal.Cli.Json;

/// <summary>The result of <c>optimize</c>.</summary>
internal sealed record OptimizeDocument : JsonDocument
{
    [JsonPropertyOrder(-4)]
    public override string Kind => "optimize";

    public required string Model { get; init; }

    /// <summary>The file written; null where the answers differ, so that none was.</summary>
    public string? Out { get; init; }

    public required int Opset { get; init; }

    public required NetworkSizeJson Before { get; init; }

    public required NetworkSizeJson After { get; init; }

    /// <summary>What each pass did that did something, in their order.</summary>
    public required IReadOnlyList<PassJson> Passes { get; init; }

    /// <summary>The comparisons with the original: one for each runtime and set of inputs.</summary>
    public required IReadOnlyList<OptimizeCheckJson> Checks { get; init; }

    /// <summary>Whether all comparisons found the same answers.</summary>
    public required bool Same { get; init; }

    /// <summary>Time in ONNX Runtime, original ÷ optimized; null where it was not measured.</summary>
    public OptimizeSpeedJson? OnnxRuntime { get; init; }

    public required IReadOnlyList<string> Notes { get; init; }
}

/// <summary>How large a network is.</summary>
/// <param name="Nodes">Nodes, those of subgraphs included.</param>
/// <param name="Parameters">Floating-point elements of initializers.</param>
/// <param name="FileBytes">The file.</param>
/// <param name="MultiplyAccumulates">Of one run on the inputs of the check, where shapes tell.</param>
internal sealed record NetworkSizeJson(int Nodes, long Parameters, long FileBytes, long MultiplyAccumulates);

/// <summary>What a pass did.</summary>
internal sealed record PassJson(string Name, string Exactness, int Rewrites, int NodesRemoved, long ParametersRemoved, long BytesRemoved, long MultiplyAccumulatesRemoved);

/// <summary>A comparison of one output.</summary>
/// <param name="Runtime">frugal or onnxruntime.</param>
/// <param name="Inputs">What was fed.</param>
/// <param name="Output">The output.</param>
/// <param name="LargestDifference">max |after − before|; null where one is not finite and the other is.</param>
/// <param name="Scale">max |before|.</param>
/// <param name="Same">Whether the difference is within the bound.</param>
internal sealed record OptimizeCheckJson(string Runtime, string Inputs, string Output, double? LargestDifference, double Scale, bool Same);

/// <summary>Times in ONNX Runtime, measured in turns.</summary>
internal sealed record OptimizeSpeedJson(string Version, int Threads, double MillisecondsBefore, double MillisecondsAfter, double Speedup, double SpeedupLow, double SpeedupHigh);
