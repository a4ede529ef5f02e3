using System.Text.Json.Serialization;

namespace Frugal.Cli.Json;

/// <summary>The result of <c>inspect</c>. Counts are of one run; costs are left out where a shape is not known.</summary>
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

    public required int Filters { get; init; }

    /// <summary>Filters whose largest weight is at most a millionth of their layer's.</summary>
    public required int DeadFilters { get; init; }

    public required long? MultiplyAccumulates { get; init; }

    /// <summary>All other arithmetic.</summary>
    public required long? OtherOperations { get; init; }

    /// <summary>Operations (two a multiply-accumulate) a byte, weights, inputs and outputs moving once.</summary>
    public required double? Intensity { get; init; }

    public required ActivationsJson Activations { get; init; }

    /// <summary>Measured; left out with <c>--no-measure</c> and for networks that cannot be run.</summary>
    public LatencyJson? Latency { get; init; }

    /// <summary>Measured; left out with <c>--no-measure</c>.</summary>
    public RooflineJson? Roofline { get; init; }

    public required IReadOnlyList<ChannelGroupJson> ChannelGroups { get; init; }

    /// <summary>With <c>--compare</c>.</summary>
    public DiffJson? Compare { get; init; }
}

/// <summary>An input or output.</summary>
internal sealed record ValueJson(string Name, string Type, string Shape);

/// <summary>A node with weights, with multiply-accumulates, or with measured time.</summary>
internal sealed record LayerJson(string Name, string Operator, string? OutputShape, long Weights, long NonZero, long Bytes, long Denormal, int Filters, int DeadFilters,
    long? MultiplyAccumulates, long? OtherOperations, long? BytesMoved, double? Intensity, double? Milliseconds, double? Share, string? Kernel, double? RooflineMilliseconds, string? BoundBy);

/// <summary>Bytes of activations at peak: counted with and without writing over inputs, and as Frugal's plan lays them out, workspaces included.</summary>
internal sealed record ActivationsJson(long? PeakBytes, long? PeakBytesNotInPlace, long? ArenaBytes);

/// <summary>The measured time of a run: the median of whole runs, and the sum of the fastest run of each step.</summary>
internal sealed record LatencyJson(double MedianMilliseconds, double StepMilliseconds, int Threads, int Runs);

/// <summary>What this machine reaches at best.</summary>
internal sealed record RooflineJson(double OperationsPerSecond, double BytesPerSecond, int Threads, double Ridge);

/// <summary>Channels that can only be removed together.</summary>
internal sealed record ChannelGroupJson(int Id, int Channels, IReadOnlyList<string> Axes);

/// <summary>What differs from another network.</summary>
internal sealed record DiffJson(string Other, string? Inputs, int SameNodes, IReadOnlyList<NodeChangeJson> Nodes, int SameWeights, IReadOnlyList<WeightChangeJson> Weights,
    IReadOnlyList<Analysis.OutputChange> Outputs, DiffCostJson Before, DiffCostJson After);

/// <summary>A node: <c>removed</c>, <c>added</c> or <c>changed</c>.</summary>
internal sealed record NodeChangeJson(string Name, string Change, string Operator, IReadOnlyList<string> Differences);

/// <summary>An initializer: <c>removed</c>, <c>added</c> or <c>changed</c>.</summary>
internal sealed record WeightChangeJson(string Name, string Change, string? Before, string? After, long NonZeroBefore, long NonZeroAfter, long? Changed, double? RelativeError);

/// <summary>The cost of one of two networks.</summary>
internal sealed record DiffCostJson(long Parameters, long NonZeroParameters, long ParameterBytes, long? MultiplyAccumulates, long? OtherOperations, long? PeakActivationBytes);
