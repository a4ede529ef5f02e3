using Frugal.Graphs;

namespace Frugal.Analysis;

/// <summary>What one node costs and holds.</summary>
/// <param name="Name">Its name, or that of its first output.</param>
/// <param name="Operator">The operator.</param>
/// <param name="OutputShape">The shape of its first output; null when unknown.</param>
/// <param name="Cost">What one run costs, counted; null where a shape is not known.</param>
/// <param name="Weights">The initializers it reads.</param>
/// <param name="Filters">Its filters, and how many are dead.</param>
public sealed record LayerAnalysis(string Name, string Operator, SymbolicShape? OutputShape, OperatorCost? Cost, WeightCounts Weights, FilterCounts Filters)
{
    /// <summary>The names of all its outputs.</summary>
    public required IReadOnlyList<string> Outputs { get; init; }

    /// <summary>Bytes read and written when each tensor moves once.</summary>
    public long? BytesMoved => Cost is { } c ? c.BytesRead + c.BytesWritten : null;

    /// <summary>Arithmetic intensity: operations a byte moved, a multiply-accumulate counting as two; null without multiply-accumulates.</summary>
    public double? Intensity => Cost is { MultiplyAccumulates: > 0 } c && BytesMoved > 0 ? 2.0 * c.MultiplyAccumulates / BytesMoved : null;

    /// <summary>Whether it says something about cost: weights or multiply-accumulates.</summary>
    public bool Counts => Weights.Count > 0 || Cost is { MultiplyAccumulates: > 0 };

    /// <summary>The name a node is shown by.</summary>
    public static string NameOf(Node node) => node.Name.Length > 0 ? node.Name : node.Outputs.FirstOrDefault(o => o is not null)?.Name ?? "";

    internal static LayerAnalysis Of(Node node)
    {
        bool known = node.Inputs.Concat(node.Outputs).All(v => v is null || v.Shape is { IsStatic: true });
        return new LayerAnalysis(NameOf(node), node.Operator.Id.ToString(), node.Outputs.FirstOrDefault()?.Shape,
            known ? node.Operator.Cost(new CostContext(node)) : null, WeightCounts.Of(node), FilterCounts.Of(node))
        {
            Outputs = [.. node.Outputs.OfType<Value>().Select(o => o.Name)],
        };
    }
}
