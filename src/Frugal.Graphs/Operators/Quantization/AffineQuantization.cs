using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// The arithmetic of affine quantization: q = clamp(round(x / s) + z, smallest, largest), rounding half to even, and x̂ = (q − z) · s
/// (Jacob et al. 2018, "Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only Inference").
/// </summary>
internal static class AffineQuantization
{
    /// <summary>
    /// x / s. For float32 the quotient is rounded to float32 before it is rounded to an integer, as runtimes do: near ties a float64 quotient
    /// gives other integers.
    /// </summary>
    public static double Quotient(double x, double scale, ElementType type) => type == ElementType.Float64 ? x / scale : (float)x / (float)scale;

    /// <summary>The quantized value; NaN gives the smallest one.</summary>
    public static double Quantize(double quotient, double zero, double smallest, double largest) =>
        double.IsNaN(quotient) ? smallest : Math.Clamp(Math.Round(quotient, MidpointRounding.ToEven) + zero, smallest, largest);

    /// <summary>The type that quantized values get, which must be one that Frugal has.</summary>
    /// <exception cref="UnsupportedOperatorException">It is an 8-bit or 4-bit floating-point type, or another one that quantized values cannot have.</exception>
    public static ElementType Supported(Node node, ElementType type) =>
        type is ElementType.UInt8 or ElementType.Int8 or ElementType.UInt16 or ElementType.Int16 or ElementType.UInt4 or ElementType.Int4 or ElementType.Int32 ? type
        : throw new UnsupportedOperatorException(
            $"{node.Describe()} quantizes to ONNX type {(int)type}, which is not supported (8-bit and 4-bit floating-point types are not); quantize to an integer type of 4, 8 or 16 bits instead.");

    /// <summary>The smallest and largest value of an integer type.</summary>
    public static (long Smallest, long Largest) Range(ElementType type) => type switch
    {
        ElementType.UInt8 => (0, 255),
        ElementType.Int8 => (-128, 127),
        ElementType.UInt16 => (0, 65535),
        ElementType.Int16 => (-32768, 32767),
        ElementType.UInt4 => (0, 15),
        ElementType.Int4 => (-8, 7),
        ElementType.Int32 => (int.MinValue, int.MaxValue),
        _ => throw new InvalidOperationException($"{type.DisplayName()} is not a type of quantized values"),
    };

    /// <summary>
    /// For every element of x the element of the scale (and of the zero point) that applies: the only one; that of the element's index on
    /// the axis for a scale of rank 1; or, with a block size, that of its block along the axis for a scale of x's rank.
    /// </summary>
    public static int[] ScaleIndices(Shape x, Shape scale, NodeAttributes attributes)
    {
        var indices = new int[x.Count];
        if (scale.Count == 1) return indices;
        int axis = (int)attributes.Int("axis", 1), block = (int)attributes.Int("block_size", 0);
        if (axis < 0) axis += x.Rank;
        AlongAxis rows = AlongAxis.Of(x, axis);
        if (block == 0 && (scale.Rank != 1 || scale[0] != rows.Length))
            throw new InvalidOperationException($"the scale {scale} does not fit axis {axis} of {x}");
        int scaleLength = block == 0 ? scale[0] : scale[axis];
        for (int row = 0; row < rows.Rows; row++)
            for (int k = 0; k < rows.Length; k++)
                indices[rows.Index(row, k)] = block == 0 ? k : (row / rows.Inner * scaleLength + k / block) * rows.Inner + row % rows.Inner;
        return indices;
    }

    /// <summary>Values keep their places, and the scales and zero points of an axis go with its indices; an axis with blocks is fixed.</summary>
    public static void Tie(TieContext context)
    {
        SymbolicShape scale = context.InputShape(1);
        int rank = context.InputShape(0).Rank;
        if (context.Attributes.Int("block_size", 0) != 0) return;
        context.PassThrough(0, 0);
        if (scale.Rank != 1 || scale[0] == 1) return;
        NodeAxis axis = context.Input(0, MovementAxes.Of(context.Attributes.Int("axis", 1), rank));
        for (int i = 1; i < 3; i++)
            if (context.Has(i)) context.Same(axis, context.Input(i, 0));
    }

    /// <summary>
    /// Brings the attributes of a QuantizeLinear or DequantizeLinear node into the form of an operator set; false when it has none.
    /// </summary>
    /// <param name="form">The node; its second input is the scale.</param>
    /// <param name="version">The operator set.</param>
    /// <param name="quantized">The type of the quantized values.</param>
    public static bool WriteForm(NodeForm form, int version, ElementType quantized)
    {
        NodeAttributes attributes = form.Attributes;
        if (version < 23) attributes = attributes.Without("precision");
        if (version < 21)
        {
            if (attributes.Int("block_size", 0) != 0) return false;
            if (quantized is ElementType.Int16 or ElementType.UInt16 or ElementType.Int4 or ElementType.UInt4) return false;
            if (attributes.Int("output_dtype", 0) != 0) return false;
            attributes = attributes.Without("block_size").Without("output_dtype");
        }
        if (version < 19)
        {
            if (form.Inputs[1]!.Type != ElementType.Float32) return false;
            attributes = attributes.Without("saturate");
        }
        if (version < 13)
        {
            if (form.Inputs[1]!.Shape is not { Rank: 0 }) return false;
            attributes = attributes.Without("axis");
        }
        form.Attributes = attributes;
        return true;
    }
}
