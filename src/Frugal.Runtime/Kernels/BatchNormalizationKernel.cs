using Frugal.Graphs;
using Frugal.Kernels;
using Frugal.Tensors;

namespace Frugal.Runtime.Kernels;

/// <summary>Batch normalisation with constant statistics: one multiply-add an element, with scale and shift computed first.</summary>
internal sealed class BatchNormalizationKernel : Kernel
{
    public override IReadOnlyList<OperatorId> Operators => [OperatorId.Onnx("BatchNormalization")];

    public override Step? Bind(KernelQuery query)
    {
        if (!query.IsFloat32 || query.Attributes.Flag("training_mode", false) || query.Inputs[0]!.Shape.Rank < 2) return null;
        return new ScaleShiftStep(query);
    }

    private sealed class ScaleShiftStep : Step
    {
        private const int ElementsPerTile = 32 * 1024;

        private readonly Operand x, gamma, beta, mean, variance, y, scale, shift;
        private readonly int rows, inner, rowsPerTile, channels;
        private readonly float epsilon;

        public ScaleShiftStep(KernelQuery query)
        {
            (x, gamma, beta, mean, variance) = (query.Inputs[0]!, query.Inputs[1]!, query.Inputs[2]!, query.Inputs[3]!, query.Inputs[4]!);
            y = query.Outputs[0]!;
            channels = x.Shape[1];
            rows = x.Shape[0] * channels;
            inner = (int)x.Shape.Product(2, x.Shape.Rank);
            rowsPerTile = Math.Max(1, ElementsPerTile / Math.Max(1, inner));
            epsilon = query.Attributes.Float("epsilon", 1e-5f);
            scale = query.Workspace(channels * sizeof(float));
            shift = query.Workspace(channels * sizeof(float));
        }

        public override int Phases => 2;

        public override int InPlaceInput => 0;

        public override int Tiles(int phase) => phase == 0 ? 1 : Math.Max(1, (rows + rowsPerTile - 1) / rowsPerTile);

        public override void Run(in Buffers buffers, int phase, int tile, Span<byte> scratch)
        {
            Span<float> a = buffers.Floats(scale);
            Span<float> b = buffers.Floats(shift);
            if (phase == 0)
            {
                Frugal.Kernels.BatchNormalization.Fold(
                    buffers.Of<float>(gamma), buffers.Of<float>(beta), buffers.Of<float>(mean), buffers.Of<float>(variance), epsilon, a, b);
                return;
            }
            int first = tile * rowsPerTile, count = Math.Min(rowsPerTile, rows - first);
            Frugal.Kernels.BatchNormalization.ScaleShift(
                buffers.Of<float>(x).Slice(first * inner, count * inner), a, b, buffers.Of<float>(y).Slice(first * inner, count * inner), inner, first % channels);
        }

        public override string Describe() => $"batch normalisation {x.Shape}";
    }
}
