using Frugal.Graphs;
using Frugal.Kernels;
using Frugal.Tensors;

namespace Frugal.Runtime.Kernels;

/// <summary>
/// A convolution with few output positions and long kernels (a Fourier transform of frames of speech, say): the patches are
/// copied out, a row for each position, and multiplied by the packed weights as in a dense layer. What limits it is reading the weights once.
/// </summary>
internal sealed class FewPositionsConvolutionKernel : Kernel
{
    // Larger patches do not stay in the first-level cache; convolution proper gathers them as it goes.
    private const int MostPositions = 16;
    private const int LargestPatches = 8192;
    // Copying short lines costs more than it gains: 3 taps were measured at half the speed of convolution proper, 256 at 14 times.
    private const int ShortestLine = 16;
    private const int FewestChannels = 16;

    public override IReadOnlyList<OperatorId> Operators => [OperatorId.Onnx("Conv")];

    public override bool CanFuse(Node node, Node follower, int flowInput, IReadOnlyList<Node> alreadyFused) =>
        follower.Operator.Id.Name != "Add" && FusedEpilogue.Accepts(node, follower, flowInput, alreadyFused);

    public override Step? Bind(KernelQuery query)
    {
        if (!query.IsFloat32 || query.Inputs[1]!.Constant is null) return null;
        if (ConvolutionKernel.ShapeOf(query.Attributes, query.Inputs[0]!.Shape, query.Inputs[1]!.Shape) is not { Groups: 1 } shape) return null;
        int rows = shape.Batch * shape.OutputHeight * shape.OutputWidth, terms = shape.InputChannels * shape.KernelHeight * shape.KernelWidth;
        if (shape.KernelWidth < ShortestLine || rows is 0 or > MostPositions || rows * (long)terms > LargestPatches || shape.OutputChannels < FewestChannels) return null;
        return new PatchRowsStep(shape, rows, terms, query, FusedEpilogue.Of(query));
    }

    private sealed class PatchRowsStep : Step
    {
        private readonly ConvolutionShape shape;
        private readonly GemmPlan plan;
        private readonly Operand x, y, patches, products;
        private readonly Operand? bias;
        private readonly DenseTensor packed;
        private readonly int rows, terms, positions;
        private readonly string description;

        public PatchRowsStep(ConvolutionShape shape, int rows, int terms, KernelQuery query, FusedEpilogue fused)
        {
            (this.shape, this.rows, this.terms, positions) = (shape, rows, terms, rows / shape.Batch);
            (x, y, bias) = (query.Inputs[0]!, query.Outputs[0]!, query.Input(2));
            patches = query.Workspace(sizeof(float) * (long)rows * terms);
            products = positions == 1 ? y : query.Workspace(sizeof(float) * (long)rows * shape.OutputChannels);
            var options = new GemmOptions
            {
                TransposeB = true, ConstantB = true, Bias = bias is null ? BiasKind.None : BiasKind.PerColumn, Epilogue = fused.Epilogue,
            };
            plan = GemmPlan.Create(rows, shape.OutputChannels, terms, options, query.InstructionSet);
            packed = PackedWeights.Get(query.Inputs[1]!.Constant!, $"patch rows {query.InstructionSet}", plan.PackedBBytes,
                into => plan.PackB(query.Inputs[1]!.Constant!.Span<float>(), into.Span<float>()));
            description = $"convolution {query.Inputs[1]!.Shape} over {x.Shape}, {rows} patches as rows, packed{(bias is null ? "" : ", bias")}{fused}";
        }

        public override int Phases => positions == 1 ? 2 : 3;

        public override long ScratchBytes => plan.ScratchBytes;

        public override int Tiles(int phase) => phase == 1 ? plan.Tiles : 1;

        public override void Run(in Buffers buffers, int phase, int tile, Span<byte> scratch)
        {
            if (phase == 0) CopyPatches(buffers.Of<float>(x), buffers.Floats(patches));
            else if (phase == 1)
                plan.RunTile(tile, buffers.Floats(patches), terms, packed.Span<float>(), terms, buffers.Floats(products), shape.OutputChannels, buffers.OfOptional<float>(bias), default, scratch);
            else Turn(buffers.Floats(products), buffers.Of<float>(y));
        }

        public override string Describe() => description;

        private void CopyPatches(ReadOnlySpan<float> source, Span<float> target)
        {
            for (int row = 0; row < rows; row++)
            {
                int position = row % positions, top = position / shape.OutputWidth * shape.StrideHeight - shape.PadTop;
                int left = position % shape.OutputWidth * shape.StrideWidth - shape.PadLeft;
                int at = row * terms;
                for (int channel = 0; channel < shape.InputChannels; channel++)
                {
                    ReadOnlySpan<float> plane = source.Slice((row / positions * shape.InputChannels + channel) * shape.Height * shape.Width, shape.Height * shape.Width);
                    for (int k = 0; k < shape.KernelHeight; k++, at += shape.KernelWidth)
                    {
                        int line = top + k * shape.DilationHeight;
                        Span<float> part = target.Slice(at, shape.KernelWidth);
                        if (line < 0 || line >= shape.Height) part.Clear();
                        else CopyLine(plane.Slice(line * shape.Width, shape.Width), left, part);
                    }
                }
            }
        }

        private void CopyLine(ReadOnlySpan<float> line, int left, Span<float> part)
        {
            if (shape.DilationWidth == 1 && left >= 0 && left + part.Length <= line.Length)
            {
                line.Slice(left, part.Length).CopyTo(part);
                return;
            }
            for (int i = 0; i < part.Length; i++)
                part[i] = left + i * shape.DilationWidth is var column && column >= 0 && column < line.Length ? line[column] : 0;
        }

        // From a row for each position to a row for each channel.
        private void Turn(ReadOnlySpan<float> from, Span<float> to)
        {
            int channels = shape.OutputChannels;
            for (int b = 0; b < shape.Batch; b++)
                for (int c = 0; c < channels; c++)
                    for (int p = 0; p < positions; p++)
                        to[(b * channels + c) * positions + p] = from[(b * positions + p) * channels + c];
        }
    }
}
