using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// x quantized to uint8 by its own range, which is widened to hold 0: s = (max − min) / 255, z = clamp(round(−min / s)). Outputs: the values, s, z.
/// </summary>
internal sealed class DynamicQuantizeLinear : Operator
{
    public override OperatorId Id => OperatorId.Onnx("DynamicQuantizeLinear");

    public override int SinceVersion => 11;

    public override void Infer(InferContext context)
    {
        context.Set(0, ElementType.UInt8, context.Shape(0));
        context.Set(1, ElementType.Float32, SymbolicShape.Scalar);
        context.Set(2, ElementType.UInt8, SymbolicShape.Scalar);
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor x = inputs[0]!;
        float[] values = Array.ConvertAll(x.ToDoubles(), v => (float)v);
        var (scale, zero) = Parameters(values);
        outputs.Set(0, ElementType.UInt8, x.Shape, Array.ConvertAll(values, v => AffineQuantization.Quantize(v / scale, zero, 0, 255)));
        outputs.Set(1, DenseTensor.Scalar(scale));
        outputs.Set(2, DenseTensor.Scalar(zero));
    }

    /// <summary>Scale and zero point, computed in float32.</summary>
    internal static (float Scale, byte Zero) Parameters(ReadOnlySpan<float> values)
    {
        float smallest = 0, largest = 0;
        foreach (float v in values)
        {
            smallest = Math.Min(smallest, v);
            largest = Math.Max(largest, v);
        }
        float scale = smallest == largest ? 1 : (largest - smallest) / 255;
        return (scale, (byte)Math.Clamp(MathF.Round(0 - smallest / scale, MidpointRounding.ToEven), 0, 255));
    }

    public override OperatorCost Cost(CostContext context) => context.Elementwise(6);
}
