using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// (cache, update[, starts]) → the cache with the update written along <c>axis</c> (−2) from position starts[b] (0) of each sample b on:
/// how a key and value cache grows. In mode <c>circular</c> positions wrap around, in <c>linear</c> the update must fit.
/// </summary>
internal sealed class TensorScatter : Operator
{
    public override OperatorId Id => OperatorId.Onnx("TensorScatter");

    public override int SinceVersion => 24;

    public override void Infer(InferContext context)
    {
        if (context.Attributes.Text("mode", "linear") is not ("linear" or "circular")) throw context.Fail("has a mode other than linear and circular");
        if (context.Type(1) != context.Type(0)) throw context.Fail($"writes {context.Type(1).DisplayName()} into {context.Type(0).DisplayName()}");
        context.Set(0, context.Type(0), context.Shape(0));
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor cache = inputs[0]!, update = inputs[1]!;
        int axis = MovementAxes.Of(context.Attributes.Int("axis", -2), cache.Shape.Rank);
        if (axis == 0) throw new InvalidOperationException("axis 0 is that of the samples");
        bool circular = context.Attributes.Text("mode", "linear") == "circular";
        long[] starts = inputs.Length > 2 && inputs[2] is { } given ? given.ToLongs() : new long[cache.Shape[0]];
        int inner = (int)update.Shape.Product(axis + 1, update.Shape.Rank), length = update.Shape[axis], room = cache.Shape[axis];
        int perSample = (int)update.Shape.Product(1, update.Shape.Rank);
        var targets = new int[update.Count];
        for (int i = 0; i < targets.Length; i++)
        {
            long position = starts[i / perSample] + i / inner % length;
            if (circular) position %= room;
            if (position < 0 || position >= room) throw new InvalidOperationException($"position {position} is outside a cache of {room}");
            targets[i] = (i / (inner * length) * room + (int)position) * inner + i % inner;
        }
        outputs.Set(0, ScatterReduction.Apply(cache, update, targets, NodeAttributes.Empty));
    }

    public override OperatorCost Cost(CostContext context) => context.Of(0, 0);
}
