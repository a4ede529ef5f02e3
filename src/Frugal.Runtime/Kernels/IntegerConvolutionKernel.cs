using System.Runtime.InteropServices;
using Frugal.Graphs;
using Frugal.Graphs.Operators;
using Frugal.Kernels;
using Frugal.Tensors;

namespace Frugal.Runtime.Kernels;

/// <summary>ConvInteger and QLinearConv with constant weights: patches are gathered into 16-bit panels, a few output positions at a time.</summary>
internal sealed class IntegerConvolutionKernel : Kernel
{
    public override IReadOnlyList<OperatorId> Operators => [OperatorId.Onnx("ConvInteger"), OperatorId.Onnx("QLinearConv")];

    public override Step? Bind(KernelQuery query)
    {
        bool plain = query.Node.Operator is ConvInteger;
        Operand x = query.Inputs[0]!, w = query.Inputs[plain ? 1 : 3]!, y = query.Outputs[0]!;
        Operand? xZero = query.Input(2), wZero = query.Input(plain ? 3 : 5);
        if (x.Type.BitsPerElement() != 8 || w.Type.BitsPerElement() != 8 || w.Constant is null || wZero is { Constant: null } || y.Shape.Count == 0 || w.Shape.Count == 0) return null;
        if (wZero is { Shape.Count: var zeros } && zeros != 1 && zeros != w.Shape[0]) return null;
        if (plain) return new Patches(query.Attributes, x, xZero, w, wZero, null, new Requantization(y, [], 0));
        if (query.Input(8) is { Constant: null } || new[] { 1, 4, 6, 7 }.Any(i => query.Inputs[i]!.Constant is null)) return null;
        float[] factors = QLinearConv.Factors(query.Inputs[1]!.Constant!, query.Inputs[4]!.Constant!, query.Inputs[6]!.Constant!);
        return new Patches(query.Attributes, x, xZero, w, wZero, query.Input(8)?.Constant, new Requantization(y, factors, (int)query.Inputs[7]!.Constant!.ToLongs()[0]));
    }

    private sealed class Patches : Step
    {
        private const int PanelsPerTile = 4;
        private const int Block = PanelsPerTile * IntegerProduct.PanelWidth;

        private readonly Operand x;
        private readonly Operand? xZero;
        private readonly Requantization finish;
        private readonly int[] positions, bias;
        private readonly short[] weights; // a packed row for each filter
        private readonly int batch, groups, channels, filters, taps, inner, pairs, windows, inputPositions, blocks;

        public Patches(NodeAttributes attributes, Operand x, Operand? xZero, Operand w, Operand? wZero, DenseTensor? bias, Requantization finish)
        {
            (this.x, this.xZero, this.finish) = (x, xZero, finish);
            SlidingWindow window = SlidingWindow.Of(attributes, x.Shape.Dimensions[2..], w.Shape.Dimensions[2..]);
            groups = checked((int)attributes.Int("group", 1));
            (batch, channels, filters, taps) = (x.Shape[0], w.Shape[1], w.Shape[0] / groups, window.Taps);
            inner = channels * taps;
            pairs = IntegerProduct.Pairs(inner);
            (windows, inputPositions) = (window.OutputPositions, window.InputPositions);
            blocks = (windows + Block - 1) / Block;
            positions = window.Positions();
            this.bias = bias is null ? new int[w.Shape[0]] : Array.ConvertAll(bias.ToLongs(), v => (int)v);
            weights = new short[w.Shape[0] * pairs * 2];
            int[] zeros = wZero is null ? [0] : Array.ConvertAll(wZero.Constant!.ToLongs(), z => (int)z);
            for (int m = 0; m < w.Shape[0]; m++)
                IntegerProduct.PackRow(w.Constant!.Bytes.Slice(m * inner, inner), w.Type == ElementType.Int8, zeros[zeros.Length == 1 ? 0 : m], weights.AsSpan(m * pairs * 2, pairs * 2));
        }

        public override int Tiles(int phase) => batch * groups * blocks;

        public override long ScratchBytes => (long)pairs * 2 * Block * sizeof(short) + (long)filters * Block * sizeof(int);

        public override void Run(in Buffers buffers, int phase, int tile, Span<byte> scratch)
        {
            int block = tile % blocks, group = tile / blocks % groups, sample = tile / blocks / groups;
            int first = block * Block, count = Math.Min(Block, windows - first), panels = IntegerProduct.Panels(count), width = panels * IntegerProduct.PanelWidth;
            Span<short> patches = MemoryMarshal.Cast<byte, short>(scratch)[..(pairs * 2 * width)];
            Span<int> sums = MemoryMarshal.Cast<byte, int>(scratch[(pairs * 2 * Block * sizeof(short))..])[..(filters * width)];
            Gather(buffers, sample, group, first, count, patches);
            IntegerProduct.Multiply(weights.AsSpan(group * filters * pairs * 2, filters * pairs * 2), patches, pairs, sums, filters, panels);
            Span<byte> result = buffers[finish.Result.Slot].Bytes;
            for (int f = 0; f < filters; f++)
            {
                int m = group * filters + f, at = (sample * groups * filters + m) * windows + first;
                for (int o = 0; o < count; o++) finish.Store(result, at + o, sums[f * width + o] + bias[m], m);
            }
        }

        // Padding stands for the zero point: a difference of 0.
        private void Gather(in Buffers buffers, int sample, int group, int first, int count, Span<short> patches)
        {
            bool signed = x.Type == ElementType.Int8;
            int zero = xZero is null ? 0 : signed ? (sbyte)buffers[xZero.Slot].Bytes[0] : buffers[xZero.Slot].Bytes[0];
            ReadOnlySpan<byte> planes = buffers[x.Slot].Bytes[((sample * groups + group) * channels * inputPositions)..];
            patches.Clear();
            for (int k = 0; k < inner; k++)
            {
                ReadOnlySpan<byte> plane = planes.Slice(k / taps * inputPositions, inputPositions);
                ReadOnlySpan<int> from = positions.AsSpan(k % taps * windows + first, count);
                int row = k / 2 * 2 * IntegerProduct.PanelWidth + k % 2, panelSize = pairs * 2 * IntegerProduct.PanelWidth;
                for (int o = 0; o < from.Length; o++)
                {
                    int at = from[o];
                    if (at < 0) continue;
                    patches[o / IntegerProduct.PanelWidth * panelSize + row + o % IntegerProduct.PanelWidth * 2] = (short)((signed ? (sbyte)plane[at] : plane[at]) - zero);
                }
            }
        }

        public override string Describe() => $"8-bit convolution, {batch}x{groups} times {filters}x{windows}x{inner}";
    }
}
