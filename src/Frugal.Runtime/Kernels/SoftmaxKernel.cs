using Frugal.Graphs;
using Frugal.Kernels;
using Frugal.Tensors;

namespace Frugal.Runtime.Kernels;

/// <summary>Softmax and its logarithm along the last axis, and their gradients, row by row.</summary>
internal sealed class SoftmaxKernel : Kernel
{
    public override IReadOnlyList<OperatorId> Operators =>
        [OperatorId.Onnx("Softmax"), OperatorId.Onnx("LogSoftmax"), OperatorId.Frugal("SoftmaxGradient"), OperatorId.Frugal("LogSoftmaxGradient")];

    public override Step? Bind(KernelQuery query)
    {
        Operand first = query.Inputs[0]!, result = query.Outputs[0]!;
        Shape shape = result.Shape;
        if (!query.IsFloat32 || shape.Rank == 0 || shape.Count == 0 || query.Attributes.Flag("flattened", false)) return null;
        long axis = query.Attributes.Int("axis", -1);
        if (axis != -1 && axis != shape.Rank - 1) return null;
        int columns = shape[shape.Rank - 1];
        Operand? second = query.Input(1);
        RangeStep.Body body = query.Node.Operator.Id.Name switch
        {
            "Softmax" => (in Buffers b, int start, int count) => Softmax.Forward(Rows(b, first, start, count, columns), Rows(b, result, start, count, columns), columns),
            "LogSoftmax" => (in Buffers b, int start, int count) => Softmax.LogForward(Rows(b, first, start, count, columns), Rows(b, result, start, count, columns), columns),
            "SoftmaxGradient" => (in Buffers b, int start, int count) => Softmax.Gradient(
                Rows(b, second!, start, count, columns), Rows(b, first, start, count, columns), Rows(b, result, start, count, columns), columns),
            _ => (in Buffers b, int start, int count) => Softmax.LogGradient(
                Rows(b, second!, start, count, columns), Rows(b, first, start, count, columns), Rows(b, result, start, count, columns), columns),
        };
        return new RangeStep(shape.Count / columns, columns, $"{query.Node.Operator.Id.Name} {shape}", body);
    }

    private static Span<float> Rows(in Buffers buffers, Operand operand, int start, int count, int columns) =>
        buffers.Of<float>(operand).Slice(start * columns, count * columns);
}
