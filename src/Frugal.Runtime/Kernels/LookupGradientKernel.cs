using System.Runtime.InteropServices;
using Frugal.Graphs;
using Frugal.Kernels;
using Frugal.Tensors;

namespace Frugal.Runtime.Kernels;

/// <summary>The sum of the gradient over each group of weights that share a value: in chunks of fixed size, then over the chunks in order.</summary>
internal sealed class LookupGradientKernel : Kernel
{
    public override IReadOnlyList<OperatorId> Operators => [OperatorId.Frugal("LookupGradient")];

    public override Step? Bind(KernelQuery query)
    {
        Operand codebook = query.Inputs[2]!, indices = query.Inputs[1]!;
        bool fits = query.IsFloat32 && codebook.Shape.Rank == 1 && indices.Type is ElementType.UInt8 or ElementType.UInt16;
        return fits ? new GroupedSumStep(query) : null;
    }

    private sealed class GroupedSumStep : Step
    {
        private const int ChunkLength = 32 * 1024;

        private readonly Operand gradient, indices, result, sums;
        private readonly int count, chunks, levels;
        private readonly bool fixedZero;

        public GroupedSumStep(KernelQuery query)
        {
            (gradient, indices, result) = (query.Inputs[0]!, query.Inputs[1]!, query.Outputs[0]!);
            count = (int)indices.Shape.Count;
            levels = (int)result.Shape.Count;
            chunks = Math.Max(1, (count + ChunkLength - 1) / ChunkLength);
            fixedZero = query.Attributes.Flag("fixed_zero", false);
            sums = query.Workspace((long)chunks * levels * sizeof(double));
        }

        public override int Phases => 2;

        public override int Tiles(int phase) => phase == 0 ? chunks : 1;

        public override void Run(in Buffers buffers, int phase, int tile, Span<byte> scratch)
        {
            Span<double> all = MemoryMarshal.Cast<byte, double>(buffers[sums.Slot].Bytes);
            if (phase == 0) SumChunk(buffers, tile, all.Slice(tile * levels, levels));
            else AddChunks(all, buffers.Of<float>(result));
        }

        public override string Describe() => $"grouped sum of {indices.Shape} into {levels}";

        private void SumChunk(in Buffers buffers, int chunk, Span<double> into)
        {
            into.Clear();
            int start = chunk * ChunkLength, length = Math.Min(ChunkLength, count - start);
            ReadOnlySpan<float> part = buffers.Of<float>(gradient).Slice(start, length);
            if (indices.Type == ElementType.UInt8) Lookup.GroupedSum(part, buffers.Of<byte>(indices).Slice(start, length), into);
            else Lookup.GroupedSum(part, buffers.Of<ushort>(indices).Slice(start, length), into);
        }

        private void AddChunks(ReadOnlySpan<double> all, Span<float> into)
        {
            for (int level = 0; level < levels; level++)
            {
                double sum = 0;
                for (int chunk = 0; chunk < chunks; chunk++) sum += all[chunk * levels + level];
                into[level] = (float)sum;
            }
            if (fixedZero && into.Length > 0) into[0] = 0;
        }
    }
}
