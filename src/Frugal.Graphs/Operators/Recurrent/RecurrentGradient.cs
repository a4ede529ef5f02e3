using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// The gradient of a recurrent operator (attributes as there). Inputs: the gradients of its three outputs, each possibly left out, then its
/// eight inputs. Outputs: the gradients with respect to X, W, R, B, initial_h, initial_c and P; those of missing inputs are left out. The forward pass is
/// computed again (backpropagation through time).
/// </summary>
internal sealed class RecurrentGradient(RecurrentOperator forward) : Operator
{
    /// <summary>The input of the recurrent operator that each output is the gradient of.</summary>
    internal static readonly int[] Sources = [0, 1, 2, 3, 5, 6, 7];

    public override OperatorId Id { get; } = OperatorId.Frugal(forward.Id.Name + "Gradient");

    public override void Infer(InferContext context)
    {
        for (int g = 0; g < Sources.Length; g++)
            if (Sources[g] + 3 < context.InputCount && context.Has(Sources[g] + 3)) context.Set(g, context.Type(Sources[g] + 3), context.Shape(Sources[g] + 3));
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        ReadOnlySpan<DenseTensor?> own = inputs[3..];
        var pass = new RecurrentPass(forward, own, context.Attributes);
        pass.Forward();
        double[][] gradients = pass.Backward(inputs[0]?.ToDoubles(), inputs[1]?.ToDoubles(), inputs[2]?.ToDoubles());
        for (int g = 0; g < Sources.Length; g++)
            if (Sources[g] < own.Length && own[Sources[g]] is { } source) outputs.Set(g, source.Type, source.Shape, gradients[g]);
    }

    public override OperatorCost Cost(CostContext context) =>
        context.Of(3 * (long)context.InputShape(3)[0] * context.InputShape(3)[1] * (context.InputShape(4).Count + context.InputShape(5).Count), 0);
}
