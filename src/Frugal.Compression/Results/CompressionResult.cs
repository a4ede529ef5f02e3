using Frugal.Coding;
using Frugal.Data;
using Frugal.Graphs;

namespace Frugal.Compression;

/// <summary>What a compression run made, and the proof.</summary>
public sealed record CompressionResult
{
    /// <summary>The original.</summary>
    public required Network Original { get; init; }

    /// <summary>The compressed network, its weights as expressions of small leaves.</summary>
    public required Network Network { get; init; }

    /// <summary>The compressed file.</summary>
    public required byte[] File { get; init; }

    /// <summary>Where its bytes are.</summary>
    public required SizeBreakdown Breakdown { get; init; }

    /// <summary>The recipe with every decision in it.</summary>
    public required Recipe Recipe { get; init; }

    /// <summary>How samples become the network's input.</summary>
    public required InputSpecification Input { get; init; }

    /// <summary>The name of the model.</summary>
    public required string ModelName { get; init; }

    /// <summary>The bytes of the original's parameters at their own precision; the numerator of <see cref="Ratio"/>.</summary>
    public required long OriginalParameterBytes { get; init; }

    /// <summary>The size of the original file, where known.</summary>
    public long? OriginalFileBytes { get; init; }

    /// <summary>The steps, in order.</summary>
    public required IReadOnlyList<StepReport> Steps { get; init; }

    /// <summary>The weight tensors.</summary>
    public required IReadOnlyList<LayerReport> Layers { get; init; }

    /// <summary>The result on validation data; null without such data.</summary>
    public Judgement? Validation { get; init; }

    /// <summary>The control; null where none was trained.</summary>
    public ControlReport? Control { get; init; }

    /// <summary>How the validation data came about, in words.</summary>
    public string? ValidationSource { get; init; }

    /// <summary>Original and result on each test set.</summary>
    public required IReadOnlyList<TestReport> Tests { get; init; }

    /// <summary>How often a test set was read; for the report only.</summary>
    public int TestReadings { get; init; }

    /// <summary>Measured latency.</summary>
    public IReadOnlyList<LatencyReport> Latency { get; init; } = [];

    /// <summary>What the user should know: excluded layers, cut runs, missing data.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Whether the run was cut short by the user.</summary>
    public bool Interrupted { get; init; }

    /// <summary>The command line, where there was one.</summary>
    public string? Command { get; init; }

    /// <summary>The time of the whole run.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>Bytes of the original's parameters ÷ bytes of the file, everything counted.</summary>
    public double Ratio => (double)OriginalParameterBytes / File.Length;
}
