using Frugal.Graphs;
using Frugal.Tensors;

namespace Frugal.Runtime.Steps;

/// <summary>Runs an operator that has no tuned kernel through its reference code. Allocates; correct, not fast.</summary>
internal sealed class ReferenceStep(Node node, IReadOnlyList<Operand?> inputs, IReadOnlyList<Operand?> outputs, Func<long> step) : Step
{
    public override int Tiles(int phase) => 1;

    public override void Run(in Buffers buffers, int phase, int tile, Span<byte> scratch)
    {
        var tensors = new DenseTensor?[inputs.Count];
        for (int i = 0; i < tensors.Length; i++) tensors[i] = inputs[i] is { } input ? buffers[input.Slot] : null;
        IReadOnlyList<DenseTensor?> results = ReferenceFaults.Named(tensors, new NodeContext(node, step()));
        for (int i = 0; i < outputs.Count; i++)
        {
            if (outputs[i] is not { } output) continue;
            DenseTensor result = results[i] ?? throw new InvalidModelException($"{node.Describe()} did not compute its output number {i}.");
            if (result.Shape != output.Shape)
                throw new InvalidModelException($"{node.Describe()} computed {result}, but {output.Shape} was inferred.");
            result.Bytes.CopyTo(buffers[output.Slot].Bytes);
        }
    }

    public override string Describe() => "reference";
}
