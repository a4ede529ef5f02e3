using Frugal.Graphs;
using Frugal.Graphs.Operators;
using Frugal.Kernels;
using Frugal.Tensors;
using PoolShape = Frugal.Kernels.PoolShape;

namespace Frugal.Runtime.Kernels;

/// <summary>Max, average and global pooling over one or two spatial axes, plane by plane.</summary>
internal sealed class PoolingKernel : Kernel
{
    public override IReadOnlyList<OperatorId> Operators =>
        [OperatorId.Onnx("MaxPool"), OperatorId.Onnx("AveragePool"), OperatorId.Onnx("GlobalAveragePool"), OperatorId.Onnx("GlobalMaxPool"), OperatorId.Frugal("MaxPoolWithIndices")];

    public override Step? Bind(KernelQuery query)
    {
        Operand x = query.Inputs[0]!, y = query.Outputs[0]!;
        if (!query.IsFloat32 || WindowOf(query.Attributes, x.Shape) is not { } pool) return null;
        int planes = x.Shape[0] * x.Shape[1], inputPlane = pool.InputPlane, outputPlane = (int)y.Shape.Product(2, y.Shape.Rank);
        Operand? indices = query.Outputs.Count > 1 ? query.Outputs[1] : null;
        bool includePadding = query.Attributes.Flag("count_include_pad", false);
        RangeStep.Body? body = query.Node.Operator.Id.Name switch
        {
            "MaxPool" when indices is null => (in Buffers b, int start, int count) =>
                Pooling.Maximum(pool, Planes<float>(b, x, start, count, inputPlane), Planes<float>(b, y, start, count, outputPlane)),
            "MaxPoolWithIndices" when indices is not null => (in Buffers b, int start, int count) => Pooling.Maximum(
                pool, Planes<float>(b, x, start, count, inputPlane), Planes<float>(b, y, start, count, outputPlane), Planes<int>(b, indices, start, count, outputPlane)),
            "AveragePool" => (in Buffers b, int start, int count) =>
                Pooling.Average(pool, Planes<float>(b, x, start, count, inputPlane), Planes<float>(b, y, start, count, outputPlane), includePadding),
            "GlobalAveragePool" => (in Buffers b, int start, int count) =>
                Pooling.GlobalAverage(Planes<float>(b, x, start, count, inputPlane), Planes<float>(b, y, start, count, 1), inputPlane),
            "GlobalMaxPool" => (in Buffers b, int start, int count) =>
                Pooling.GlobalMaximum(Planes<float>(b, x, start, count, inputPlane), Planes<float>(b, y, start, count, 1), inputPlane),
            _ => null,
        };
        return body is null ? null : new RangeStep(planes, inputPlane, $"pooling {x.Shape} to {y.Shape}", body);
    }

    /// <summary>The window over an input, or null where there are more than two spatial axes. Without a kernel shape one window covers everything.</summary>
    public static PoolShape? WindowOf(NodeAttributes attributes, Shape x)
    {
        if (x.Rank is not (3 or 4)) return null;
        int height = x.Rank == 4 ? x[2] : 1, width = x[x.Rank - 1];
        if (attributes.Ints("kernel_shape") is not { } kernel) return new PoolShape(height, width, height, width);
        WindowAxis[] axes = WindowAxis.Read(attributes, Array.ConvertAll(kernel, k => (int)k));
        WindowAxis column = axes[^1], row = axes.Length == 2 ? axes[0] : new WindowAxis(1, 1, 1, 0, 0, "NOTSET", false);
        (_, int top, int bottom) = row.Over(height);
        (_, int left, int right) = column.Over(width);
        return new PoolShape(height, width, row.Kernel, column.Kernel)
        {
            StrideHeight = row.Stride,
            StrideWidth = column.Stride,
            DilationHeight = row.Dilation,
            DilationWidth = column.Dilation,
            PadTop = top,
            PadBottom = bottom,
            PadLeft = left,
            PadRight = right,
            CeilMode = column.Ceiling,
        };
    }

    private static Span<T> Planes<T>(in Buffers buffers, Operand operand, int start, int count, int plane) where T : unmanaged =>
        buffers.Of<T>(operand).Slice(start * plane, count * plane);
}
