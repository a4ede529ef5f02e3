using System.Runtime.InteropServices;
using Frugal.Graphs;
using Frugal.Graphs.Operators;
using Frugal.Kernels;
using Frugal.Tensors;

namespace Frugal.Runtime.Kernels;

/// <summary>MatMulInteger and QLinearMatMul with a constant matrix on the right, packed when the plan is made.</summary>
internal sealed class IntegerMatMulKernel : Kernel
{
    public override IReadOnlyList<OperatorId> Operators => [OperatorId.Onnx("MatMulInteger"), OperatorId.Onnx("QLinearMatMul")];

    public override Step? Bind(KernelQuery query)
    {
        bool plain = query.Node.Operator is MatMulInteger;
        Operand a = query.Inputs[0]!, b = query.Inputs[plain ? 1 : 3]!, y = query.Outputs[0]!;
        Operand? aZero = query.Input(2), bZero = query.Input(plain ? 3 : 5);
        if (a.Type.BitsPerElement() != 8 || b.Type.BitsPerElement() != 8 || b.Constant is null || b.Shape.Rank != 2 || a.Shape.Rank < 2 || a.Shape.Count == 0 || b.Shape.Count == 0) return null;
        if (aZero is { Shape.Count: not 1 } || bZero is { Constant: null } || (bZero is { Shape.Count: var zeros } && zeros != 1 && zeros != b.Shape[1])) return null;
        if (plain) return new Product(a, aZero, b, bZero, new Requantization(y, [], 0));
        if (query.Inputs[1]!.Shape.Count != 1 || query.Inputs[6]!.Shape.Count != 1 || new[] { 1, 4, 6, 7 }.Any(i => query.Inputs[i]!.Constant is null)) return null;
        float[] factors = QLinearConv.Factors(query.Inputs[1]!.Constant!, query.Inputs[4]!.Constant!, query.Inputs[6]!.Constant!);
        return query.Inputs[7]!.Shape.Count != 1 ? null : new Product(a, aZero, b, bZero, new Requantization(y, factors, (int)query.Inputs[7]!.Constant!.ToLongs()[0]));
    }

    private sealed class Product : Step
    {
        private const int RowsPerTile = 16;

        private readonly Operand a;
        private readonly Operand? aZero;
        private readonly Requantization finish;
        private readonly int rows, inner, columns, panels, pairs;
        private readonly short[] packed;

        public Product(Operand a, Operand? aZero, Operand b, Operand? bZero, Requantization finish)
        {
            (this.a, this.aZero, this.finish) = (a, aZero, finish);
            (inner, columns) = (b.Shape[0], b.Shape[1]);
            rows = (int)(a.Shape.Count / inner);
            (pairs, panels) = (IntegerProduct.Pairs(inner), IntegerProduct.Panels(columns));
            int[] zeros = bZero is null ? [0] : Array.ConvertAll(bZero.Constant!.ToLongs(), z => (int)z);
            packed = new short[IntegerProduct.PackedLength(inner, columns)];
            IntegerProduct.PackB(b.Constant!.Bytes, b.Type == ElementType.Int8, zeros, inner, columns, packed);
        }

        public override int Tiles(int phase) => (rows + RowsPerTile - 1) / RowsPerTile;

        public override long ScratchBytes => RowsPerTile * ((long)pairs * 2 * sizeof(short) + (long)panels * IntegerProduct.PanelWidth * sizeof(int));

        public override void Run(in Buffers buffers, int phase, int tile, Span<byte> scratch)
        {
            int first = tile * RowsPerTile, count = Math.Min(RowsPerTile, rows - first), width = panels * IntegerProduct.PanelWidth;
            Span<short> left = MemoryMarshal.Cast<byte, short>(scratch)[..(count * pairs * 2)];
            Span<int> sums = MemoryMarshal.Cast<byte, int>(scratch[(RowsPerTile * pairs * 2 * sizeof(short))..])[..(count * width)];
            ReadOnlySpan<byte> source = buffers[a.Slot].Bytes;
            bool signed = a.Type == ElementType.Int8;
            int zero = aZero is null ? 0 : signed ? (sbyte)buffers[aZero.Slot].Bytes[0] : buffers[aZero.Slot].Bytes[0];
            for (int r = 0; r < count; r++) IntegerProduct.PackRow(source.Slice((first + r) * inner, inner), signed, zero, left.Slice(r * pairs * 2, pairs * 2));
            IntegerProduct.Multiply(left, packed, pairs, sums, count, panels);
            Span<byte> result = buffers[finish.Result.Slot].Bytes;
            for (int r = 0; r < count; r++)
                for (int c = 0; c < columns; c++) finish.Store(result, (first + r) * columns + c, sums[r * width + c], c);
        }

        public override string Describe() => $"8-bit gemm {rows}x{columns}x{inner}, packed";
    }
}
