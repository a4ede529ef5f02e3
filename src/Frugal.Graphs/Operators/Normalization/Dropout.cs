using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// Dropout (Srivastava et al. 2014) as ONNX defines it: the identity, unless the input <c>training_mode</c> is true. Inputs: x, optionally
/// ratio and training_mode; outputs: y and optionally the mask of what was kept.
/// </summary>
internal sealed class Dropout : Operator
{
    /// <summary>The ratio where none is given.</summary>
    internal const double DefaultRatio = 0.5;

    public override OperatorId Id => OperatorId.Onnx("Dropout");

    public override bool DependsOnStep => true;

    public override void Infer(InferContext context)
    {
        context.Set(0, context.Type(0), context.Shape(0));
        context.Set(1, ElementType.Bool, context.Shape(0));
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor x = inputs[0]!;
        bool trains = inputs.Length > 2 && inputs[2] is { } mode && mode.ToLongs()[0] != 0;
        double ratio = inputs.Length > 1 && inputs[1] is { } given ? given.ToDoubles()[0] : DefaultRatio;
        bool[] kept = trains
            ? DropoutTraining.Kept((int)x.Count, ratio, context.Attributes.Int("seed", 0), context.Node.Name, context.Step)
            : [.. Enumerable.Repeat(true, (int)x.Count)];
        outputs.Set(0, x.Type, x.Shape, DropoutTraining.Scale(x.ToDoubles(), kept, trains ? ratio : 0));
        if (outputs.Wants(1)) outputs.Set(1, DenseTensor.From(kept, x.Shape));
    }

    public override void Tie(TieContext context)
    {
        for (int o = 0; o < context.Node.Outputs.Count; o++)
            if (context.Node.Outputs[o] is not null) context.PassThrough(0, o);
    }

    // In inference the identity; what trains must be in its training form.
    public override IReadOnlyList<Value?>? Differentiate(GradientContext context) =>
        IsIdentity(context.Node) ? [context.OutputGradient(0)] : null;

    public override OperatorCost Cost(CostContext context) => context.Elementwise(0);

    public override void ReadForm(NodeForm form, int version)
    {
        if (version < 12) form.AttributeToInput("ratio", 1);
    }

    public override bool WriteForm(NodeForm form, int version)
    {
        if (version >= 12) return true;
        if (form.Inputs.Count > 2)
        {
            if (form.Inputs[2]?.Constant is not { } mode || mode.ToLongs()[0] != 0) return form.Inputs[2] is null;
            form.Inputs.RemoveRange(2, form.Inputs.Count - 2);
        }
        form.Attributes = form.Attributes.Without("seed");
        return form.InputToAttribute(1, "ratio");
    }

    /// <summary>Whether a node passes its input on: it does not train.</summary>
    internal static bool IsIdentity(Node node) => node.Input(2) is not { } mode || mode.Constant is { } constant && constant.ToLongs()[0] == 0;
}
