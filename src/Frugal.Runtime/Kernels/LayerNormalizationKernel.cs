using Frugal.Graphs;
using Frugal.Kernels;
using Frugal.Tensors;

namespace Frugal.Runtime.Kernels;

/// <summary>Layer normalisation, row by row.</summary>
internal sealed class LayerNormalizationKernel : Kernel
{
    public override IReadOnlyList<OperatorId> Operators => [OperatorId.Onnx("LayerNormalization")];

    public override Step? Bind(KernelQuery query)
    {
        Operand x = query.Inputs[0]!, scale = query.Inputs[1]!, y = query.Outputs[0]!;
        Operand? shift = query.Input(2);
        int rank = x.Shape.Rank, axis = Frugal.Graphs.Operators.LayerNormalization.Axis(query.Attributes, rank);
        int columns = checked((int)x.Shape.Product(axis, rank)), rows = checked((int)x.Shape.Product(0, axis));
        if (!query.IsFloat32 || columns == 0 || scale.Shape.Count != columns || (shift is not null && shift.Shape.Count != columns)) return null;
        Operand mean = Statistics(query, 1, rows), inverse = Statistics(query, 2, rows);
        float epsilon = query.Attributes.Float("epsilon", 1e-5f);
        float[] zeros = shift is null ? new float[columns] : [];
        return new RangeStep(rows, columns, $"layer normalisation {x.Shape}", (in Buffers b, int start, int count) => LayerNormalization.Forward(
            b.Of<float>(x).Slice(start * columns, count * columns), b.Of<float>(scale), shift is null ? zeros : b.Of<float>(shift),
            b.Of<float>(y).Slice(start * columns, count * columns), b.Floats(mean).Slice(start, count), b.Floats(inverse).Slice(start, count), epsilon), 0);
    }

    // Means and inverse deviations go to the node's own outputs where somebody reads them.
    private static Operand Statistics(KernelQuery query, int output, int rows) =>
        query.Outputs.Count > output && query.Outputs[output] is { } given ? given : query.Workspace(rows * sizeof(float));
}
