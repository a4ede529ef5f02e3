using System.Text.Json.Serialization;
using Frugal.Compression;
using Frugal.Evaluation;

namespace Frugal.Cli.Json;

/// <summary>The result of <c>compress</c>.</summary>
internal sealed record CompressDocument : JsonDocument
{
    [JsonPropertyOrder(-4)]
    public override string Kind => "compress";

    public required string Model { get; init; }

    /// <summary>The files that were written.</summary>
    public required IReadOnlyList<string> Out { get; init; }

    /// <summary>How data became the network's input, as flags.</summary>
    public required string Input { get; init; }

    /// <summary>Bytes of the original's parameters.</summary>
    public required long ParameterBytesBefore { get; init; }

    public long? FileBytesBefore { get; init; }

    /// <summary>Bytes of the .frugal file, everything counted.</summary>
    public required long BytesAfter { get; init; }

    /// <summary>ParameterBytesBefore ÷ BytesAfter.</summary>
    public required double Ratio { get; init; }

    public string? Target { get; init; }

    public required bool TargetMet { get; init; }

    public required bool Interrupted { get; init; }

    public required SizeJson Size { get; init; }

    public string? ValidationSource { get; init; }

    public JudgementJson? Validation { get; init; }

    /// <summary>The uncompressed network after the same extra training; absent where none was trained.</summary>
    public ControlJson? Control { get; init; }

    public required IReadOnlyList<PairedJson> Tests { get; init; }

    /// <summary>How often a test set was read.</summary>
    public required int TestReadings { get; init; }

    public required IReadOnlyList<StepJson> Steps { get; init; }

    public required IReadOnlyList<LayerReport> Layers { get; init; }

    public required IReadOnlyList<LatencyReport> Latency { get; init; }

    public required IReadOnlyList<string> Notes { get; init; }
}

/// <summary>Candidate and original on validation data.</summary>
internal sealed record JudgementJson(int Count, int ErrorsBefore, int ErrorsAfter, int RightToWrong, int WrongToRight, double DropPoints, double StandardErrorPoints, double? Loss)
{
    /// <summary>The same against the control; absent where none was trained.</summary>
    public JudgementJson? AgainstControl { get; init; }

    /// <summary>The difference over moved copies of the samples as well; absent where there are none.</summary>
    public PooledDifference? Pooled { get; init; }

    public static JudgementJson? Of(Judgement? j) => j is null ? null
        : new(j.Count, j.BaselineErrors, j.Errors, j.RightToWrong, j.WrongToRight, j.DropPoints, j.StandardErrorPoints, JsonOutput.Number(j.Loss)) { AgainstControl = Of(j.AgainstControl), Pooled = j.Pooled };
}

/// <summary>Original and result on one test set, sample by sample. Points are per cent of the samples.</summary>
internal sealed record PairedJson(
    string Name, int Count, bool HasLabels, int ErrorsBefore, int ErrorsAfter, int RightToWrong, int WrongToRight,
    double DifferencePoints, double LowPoints, double HighPoints, double McNemarExactP, double McNemarMidP, bool Significant)
{
    /// <summary>The control and the result on the same samples; absent where no control was trained.</summary>
    public PairedJson? AgainstControl { get; init; }

    public static PairedJson Of(TestReport t) => Of(t, t.ErrorsBefore, t.Difference) with
    {
        AgainstControl = t is { ControlErrors: { } errors, AgainstControl: { } against } ? Of(t, errors, against) : null,
    };

    private static PairedJson Of(TestReport t, int before, PairedTest d) => new(t.Name, t.Count, t.HasLabels, before, t.ErrorsAfter, d.Counts.RightToWrong, d.Counts.WrongToRight,
        100 * d.Difference, 100 * d.Interval.Low, 100 * d.Interval.High, d.ExactP, d.MidP, d.IsSignificant);
}

/// <summary>The uncompressed network after the same extra training.</summary>
/// <param name="Epochs">How long it was trained.</param>
/// <param name="ResultEpochs">How long the result was trained in all its steps.</param>
/// <param name="Decides">Whether losses counted from it; else from the original.</param>
/// <param name="Validation">The control against the original.</param>
/// <param name="Seconds">The time of its training.</param>
internal sealed record ControlJson(double Epochs, double ResultEpochs, bool Decides, JudgementJson Validation, double Seconds)
{
    public static ControlJson? Of(ControlReport? c) => c is null ? null : new(c.Training.Epochs ?? 0, c.ResultEpochs, c.Decides, JudgementJson.Of(c.Validation)!, c.Seconds);
}

/// <summary>What one step of the recipe gained and cost.</summary>
internal sealed record StepJson(
    int Number, string Method, string Summary, bool Kept, long BytesBefore, long BytesAfter, JudgementJson? Before, JudgementJson? After, double Seconds,
    IReadOnlyList<CandidateJson> Candidates)
{
    public static StepJson Of(StepReport s) => new(s.Number, s.Method, s.Summary, s.Kept, s.BytesBefore, s.BytesAfter, JudgementJson.Of(s.Before), JudgementJson.Of(s.After), s.Seconds,
        [.. s.Candidates.Select(c => new CandidateJson(c.Label, c.SizeBytes, JudgementJson.Of(c.Judgement)!, c.Accepted))]);
}

/// <summary>A network that was tried on the way.</summary>
internal sealed record CandidateJson(string Label, long Bytes, JudgementJson Judgement, bool Accepted);
