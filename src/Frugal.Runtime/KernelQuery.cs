using Frugal.Graphs;
using Frugal.Kernels;
using Frugal.Tensors;

namespace Frugal.Runtime;

/// <summary>A node, or a few that are fused into one, looking for a kernel.</summary>
public sealed class KernelQuery
{
    private readonly Func<long, Operand> workspace;

    internal KernelQuery(Node node, Operand?[] inputs, Operand?[] outputs, IReadOnlyList<FusedNode> fused, InstructionSet instructionSet, Accuracy accuracy, Func<long, Operand> workspace)
    {
        Node = node;
        Inputs = inputs;
        Outputs = outputs;
        Fused = fused;
        InstructionSet = instructionSet;
        Accuracy = accuracy;
        this.workspace = workspace;
    }

    /// <summary>The node; the first one when several are fused.</summary>
    public Node Node { get; }

    /// <summary>What <see cref="Node"/> reads; null where an optional input is left out.</summary>
    public IReadOnlyList<Operand?> Inputs { get; }

    /// <summary>What the step writes: the outputs of the last fused node, or of <see cref="Node"/>; null where nobody reads one.</summary>
    public IReadOnlyList<Operand?> Outputs { get; }

    /// <summary>Nodes that follow and are computed in the same pass.</summary>
    public IReadOnlyList<FusedNode> Fused { get; }

    /// <summary>The instruction set to use.</summary>
    public InstructionSet InstructionSet { get; }

    /// <summary>How far results may be from exact sums.</summary>
    public Accuracy Accuracy { get; }

    /// <summary>The node's attributes.</summary>
    public NodeAttributes Attributes => Node.Attributes;

    /// <summary>An input, or null.</summary>
    public Operand? Input(int index) => index < Inputs.Count ? Inputs[index] : null;

    /// <summary>Whether the first result is float32, and so is everything else that is floating-point.</summary>
    public bool IsFloat32 => Outputs.FirstOrDefault(o => o is not null) is { Type: ElementType.Float32 }
        && Inputs.Concat(Outputs).All(o => o is null || !o.Type.IsFloatingPoint() || o.Type == ElementType.Float32);

    /// <summary>Memory that the step shares among its tiles during one run, in bytes.</summary>
    public Operand Workspace(long bytes) => workspace(bytes);
}
