using Frugal.Graphs;
using Frugal.Tensors;

namespace Frugal.Runtime.Stages;

/// <summary>
/// A part of a network that could be compiled because the shapes of everything it reads were known, and what is to be done behind it: nodes
/// whose results' shapes only a run can tell, and the rest of the network, which is compiled when they are known.
/// </summary>
internal sealed class Stage
{
    /// <summary>The graph from which the stage was cut, specialised to the shapes at hand.</summary>
    public required Graph Graph { get; init; }

    /// <summary>What is compiled, or null where nothing is.</summary>
    public required Plan? Plan { get; init; }

    /// <summary>The cells that the plan reads.</summary>
    public required int[] Inputs { get; init; }

    /// <summary>The cells that the plan writes.</summary>
    public required int[] Outputs { get; init; }

    /// <summary>Nodes whose inputs are computed when the plan has run, but which cannot be compiled.</summary>
    public required IReadOnlyList<Node> Open { get; init; }

    /// <summary>Nodes that read results of open ones.</summary>
    public required IReadOnlyList<Node> Blocked { get; init; }

    /// <summary>What is done behind the plan; decided at the first run.</summary>
    public StageContinuation? Continuation { get; set; }

    /// <summary>How often a following stage had to be compiled, and how often one was found.</summary>
    public int Misses { get; set; }

    /// <inheritdoc cref="Misses"/>
    public int Hits { get; set; }

    /// <summary>Whether nothing but conditions may become constant in the next stage.</summary>
    public bool OnlyConditions { get; set; }

    /// <summary>Whether nothing follows.</summary>
    public bool IsLast => Open.Count == 0 && Blocked.Count == 0;
}

/// <summary>What is done behind the plan of a stage.</summary>
/// <param name="Interpreted">Nodes that run by their reference code, or control flow whose bodies are compiled.</param>
/// <param name="Shaped">The cells whose types and shapes choose the next stage: results of those nodes.</param>
/// <param name="Decisive">The cells whose elements choose the next stage and are constants there.</param>
/// <param name="Rest">What remains of the network, or null.</param>
internal sealed record StageContinuation(IReadOnlyList<InterpretedNode> Interpreted, int[] Shaped, int[] Decisive, Graph? Rest);
