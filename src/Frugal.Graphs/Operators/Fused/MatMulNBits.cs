using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// <c>com.microsoft.MatMulNBits</c>: A Bᵀ [+ bias] with B [N,K] quantized in blocks along K to 4 or 8 bits. Inputs: A, the packed values [N, blocks, bytes], a scale a
/// block, a zero point a block (packed, or of A's type; the middle of the range when left out), an order of the blocks (not supported), bias [N].
/// </summary>
internal sealed class MatMulNBits() : QuantizedOperator("MatMulNBits")
{
    public override void Infer(InferContext context)
    {
        SymbolicShape? a = context.Shape(0);
        context.Set(0, context.Type(0), a is null ? null : a.With(a.Rank - 1, context.Attributes.Int("N", 0)));
    }

    public override OperatorCost Cost(CostContext context) => context.Of(context.OutputShape(0).Count * context.Node.Attributes.Int("K", 0), 0);

    protected override Value?[] Compose(Composition c)
    {
        NodeAttributes a = c.Attributes;
        int n = (int)a.Int("N", 0), k = (int)a.Int("K", 0), bits = (int)a.Int("bits", 4), block = (int)a.Int("block_size", 32), blocks = (k + block - 1) / block;
        if (bits is not (4 or 8)) throw new UnsupportedOperatorException($"{c.Node.Describe()} has weights of {bits} bits; 4 and 8 are supported.");
        if (c.Has(4)) throw new UnsupportedOperatorException($"{c.Node.Describe()} reorders its blocks (g_idx), which is not supported.");
        ElementType type = bits == 4 ? ElementType.UInt4 : ElementType.UInt8;
        Value q = c.Builder.Constant(Unpacked(c, 1, type, n, blocks * block), "weights");
        Value scales = c.Reshape(c[2], n, blocks);
        Value zeros = !c.Has(3) ? c.Builder.Constant(TensorValues.FromLongs(type, new Shape(n, blocks), [.. Enumerable.Repeat(1L << (bits - 1), n * blocks)]), "zero_points")
            : c[3].Type == ElementType.UInt8 ? c.Builder.Constant(Unpacked(c, 3, type, n, blocks), "zero_points")
            : throw new UnsupportedOperatorException($"{c.Node.Describe()} has zero points of type {c[3].Type.DisplayName()}; packed integers are supported.");
        Value weights = c.Call("DequantizeLinear", [q, scales, zeros], ("axis", 1), ("block_size", block));
        if (blocks * block > k) weights = c.Slice(weights, 0, k, 1);
        return [c.AddOptional(c.MatMul(c[0], weights, transB: true), c.Optional(5))];
    }

    // Rows are padded to whole bytes.
    private static DenseTensor Unpacked(Composition c, int input, ElementType type, int rows, int columns)
    {
        if (c[input].Constant is not { } packed) throw new UnsupportedOperatorException($"{c.Node.Describe()} has computed weights; constant ones are supported.");
        int perByte = type == ElementType.UInt4 ? 2 : 1, rowBytes = (columns + perByte - 1) / perByte;
        if (packed.Bytes.Length != rows * rowBytes) throw c.Fail($"has {packed.Bytes.Length} bytes for {rows} rows of {columns} values");
        var values = new long[rows * columns];
        for (int row = 0; row < rows; row++)
            for (int i = 0; i < columns; i++)
                values[row * columns + i] = perByte == 1 ? packed.Bytes[row * rowBytes + i] : (packed.Bytes[row * rowBytes + i / 2] >> (i % 2 * 4)) & 15;
        return TensorValues.FromLongs(type, new Shape(rows, columns), values);
    }
}
