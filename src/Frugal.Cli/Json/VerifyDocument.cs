using System.Text.Json.Serialization;

namespace Frugal.Cli.Json;

/// <summary>The result of <c>verify</c>.</summary>
internal sealed record VerifyDocument : JsonDocument
{
    [JsonPropertyOrder(-4)]
    public override string Kind => "verify";

    public required string First { get; init; }

    public required string Second { get; init; }

    /// <summary>The runtime of the second network; the first runs in Frugal's own.</summary>
    public required string SecondRuntime { get; init; }

    /// <summary>What was fed.</summary>
    public required string Inputs { get; init; }

    /// <summary>Whether both answer the same.</summary>
    public required bool Same { get; init; }

    public required IReadOnlyList<OutputComparisonJson> Outputs { get; init; }
}

/// <summary>One output of both networks.</summary>
/// <param name="Name">Its name in the first network.</param>
/// <param name="Rows">Samples.</param>
/// <param name="LargestDifference">max |b − a|.</param>
/// <param name="RelativeError">‖b − a‖ / ‖a‖.</param>
/// <param name="Agreement">The share of samples with the same first class; null for outputs that are not classes.</param>
/// <param name="Disagreements">The samples without.</param>
internal sealed record OutputComparisonJson(
    string Name, int Rows, double? LargestDifference, double? RelativeError, double? Agreement, IReadOnlyList<DisagreementJson> Disagreements);

/// <summary>A sample that both networks answer differently.</summary>
/// <param name="Sample">Its number.</param>
/// <param name="First">The first network's class.</param>
/// <param name="Second">The second's.</param>
/// <param name="Margin">The first network's best score minus its second best.</param>
internal sealed record DisagreementJson(int Sample, int First, int Second, double? Margin);
