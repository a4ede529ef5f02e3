using System.Runtime.InteropServices;
using Frugal.Graphs;
using Frugal.Kernels;

namespace Frugal.Runtime.Kernels;

/// <summary>
/// ConvGradientSquare: the weight gradient of one sample after another through <see cref="ConvolutionGradientPlan"/>, squared and summed. Samples are divided into fixed parts, which
/// the last phase adds in order.
/// </summary>
internal sealed class ConvolutionGradientSquareKernel : Kernel
{
    private const int MostParts = 8;

    public override IReadOnlyList<OperatorId> Operators => [OperatorId.Frugal("ConvGradientSquare")];

    public override Step? Bind(KernelQuery query)
    {
        if (!query.IsFloat32 || ConvolutionKernel.ShapeOf(query.Attributes, query.Inputs[1]!.Shape, query.Inputs[2]!.Shape) is not { Batch: > 0 } shape) return null;
        return new SquareStep(ConvolutionGradientPlan.Create(shape with { Batch = 1 }, ConvolutionGradients.Weights, query.InstructionSet), shape.Batch, query);
    }

    private sealed class SquareStep : Step
    {
        private readonly ConvolutionGradientPlan plan;
        private readonly int samples, parts, weights, gradientLength, sampleLength;
        private readonly Operand dy, x, squares, partial;

        public SquareStep(ConvolutionGradientPlan plan, int samples, KernelQuery query)
        {
            (this.plan, this.samples) = (plan, samples);
            (dy, x, squares) = (query.Inputs[0]!, query.Inputs[1]!, query.Outputs[0]!);
            parts = Math.Min(samples, MostParts);
            weights = checked((int)squares.Shape.Count);
            (gradientLength, sampleLength) = ((int)(dy.Shape.Count / samples), (int)(x.Shape.Count / samples));
            partial = query.Workspace((long)parts * weights * sizeof(float));
        }

        public override int Phases => 2;

        // A sample's gradient, the plan's workspace, its scratch memory.
        public override long ScratchBytes => Aligned((long)weights * sizeof(float)) + Aligned(plan.WorkspaceBytes) + plan.ScratchBytes;

        public override int Tiles(int phase) => phase == 0 ? parts : 1;

        public override void Run(in Buffers buffers, int phase, int tile, Span<byte> scratch)
        {
            Span<float> sums = MemoryMarshal.Cast<byte, float>(buffers.Of<byte>(partial));
            if (phase == 0)
            {
                Accumulate(buffers, tile, sums.Slice(tile * weights, weights), scratch);
                return;
            }

            Span<float> total = buffers.Of<float>(squares);
            sums[..weights].CopyTo(total);
            for (int part = 1; part < parts; part++)
                for (int i = 0; i < weights; i++) total[i] += sums[part * weights + i];
        }

        public override string Describe() => $"squares of convolution gradients {squares.Shape} over {x.Shape}, sample by sample";

        private void Accumulate(in Buffers buffers, int part, Span<float> sums, Span<byte> scratch)
        {
            Span<float> own = MemoryMarshal.Cast<byte, float>(scratch)[..weights];
            Span<byte> rest = scratch[(int)Aligned((long)weights * sizeof(float))..], workspace = rest[..(int)plan.WorkspaceBytes];
            rest = rest[(int)Aligned(plan.WorkspaceBytes)..];
            sums.Clear();
            int first = (int)((long)samples * part / parts), last = (int)((long)samples * (part + 1) / parts);
            for (int sample = first; sample < last; sample++)
            {
                ReadOnlySpan<float> input = buffers.Of<float>(x).Slice(sample * sampleLength, sampleLength), gradient = buffers.Of<float>(dy).Slice(sample * gradientLength, gradientLength);
                for (int phase = 0; phase < plan.Phases; phase++)
                    for (int i = 0; i < plan.Tiles(phase); i++) plan.RunTile(phase, i, input, default, gradient, default, own, default, workspace, rest);
                for (int i = 0; i < sums.Length; i++) sums[i] += own[i] * own[i];
            }
        }

        private static long Aligned(long bytes) => (bytes + 63) / 64 * 64;
    }
}
