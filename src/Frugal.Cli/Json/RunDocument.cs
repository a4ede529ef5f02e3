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

    /// <summary>The outputs; empty with <c>--expect</c> and <c>--data</c>.</summary>
    public required IReadOnlyList<TensorJson> Outputs { get; init; }

    /// <summary>With <c>--expect</c>: whether every output was as expected.</summary>
    public bool? AsExpected { get; init; }

    /// <summary>With <c>--expect</c>: each output of each set.</summary>
    public IReadOnlyList<ExpectationJson>? Expected { get; init; }

    /// <summary>With <c>--data</c>: each sample's best classes.</summary>
    public IReadOnlyList<SampleClassesJson>? Samples { get; init; }
}

/// <summary>An output; its first elements, and the range of all.</summary>
internal sealed record TensorJson(string Name, string Type, IReadOnlyList<int> Shape, double? Minimum, double? Maximum, double? Mean, IReadOnlyList<double> First);

/// <summary>An output beside what was expected.</summary>
/// <param name="Set">The test set.</param>
/// <param name="Output">The output.</param>
/// <param name="Elements">How many elements it has.</param>
/// <param name="Outside">How many lie outside the tolerance.</param>
/// <param name="LargestDifference">max |y − expected|.</param>
/// <param name="Problem">Why the set could not be compared, where it could not.</param>
internal sealed record ExpectationJson(string Set, string Output, long Elements, long Outside, double? LargestDifference, string? Problem);

/// <summary>The best classes of a sample, the best first.</summary>
internal sealed record SampleClassesJson(string Sample, IReadOnlyList<ClassScoreJson> Classes);

/// <summary>A class with its score: a probability where the network gives logits or probabilities.</summary>
internal sealed record ClassScoreJson(int Class, string? Name, double Score);
