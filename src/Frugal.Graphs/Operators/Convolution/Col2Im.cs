using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// (columns [N, C·K, L], image shape, block shape) → images [N, C, …] in which each of the L blocks of K positions is added to where it came
/// from; <c>strides</c>, <c>dilations</c> and <c>pads</c> say where that is.
/// </summary>
internal sealed class Col2Im : Operator
{
    public override OperatorId Id => OperatorId.Onnx("Col2Im");

    public override int SinceVersion => 18;

    public override void Infer(InferContext context)
    {
        SymbolicShape? result = null;
        if (context.Shape(0) is { } columns)
        {
            if (columns.Rank != 3) throw context.Fail($"takes columns of the shape [N, C·K, L], not {columns}");
            Dimension channels = context.KnownNumbers(2) is { } block ? columns[1] / block.Aggregate(1L, (product, b) => product * b) : Dimension.Unknown;
            int? axes = context.Known(1)?.Length ?? (context.Shape(1) is { Rank: 1, IsStatic: true } count ? (int)count[0].Number : null);
            if (axes is { } n) result = new SymbolicShape([columns[0], channels, .. context.Known(1) ?? new Dimension[n]]);
        }
        context.Set(0, context.Type(0), result);
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor columns = inputs[0]!;
        var (shape, sources) = Places(columns.Shape, inputs[1]!, inputs[2]!, context.Attributes);
        outputs.Set(0, new Movement(columns.Shape, sources).AddBack(columns, shape));
    }

    public override IReadOnlyList<Value?> Differentiate(GradientContext context)
    {
        Value?[] inputs = [context.OutputGradient(0), MovementOperator.ShapeOf(context.Builder, context.Input(0)), context.Input(1), context.Input(2)];
        return [context.Builder.Node(OperatorId.Frugal("Col2ImGradient"), inputs, 1, context.Attributes).Output, null, null];
    }

    public override OperatorCost Cost(CostContext context) => context.Of(0, context.InputShape(0).Count);

    /// <summary>The shape of the images, and for each element of the columns its place there, or <see cref="Movement.Fill"/> in the padding.</summary>
    internal static (Shape Images, int[] Places) Places(Shape columns, DenseTensor imageShape, DenseTensor blockShape, NodeAttributes attributes)
    {
        int[] image = Array.ConvertAll(imageShape.ToLongs(), d => checked((int)d)), block = Array.ConvertAll(blockShape.ToLongs(), d => checked((int)d));
        SlidingWindow window = SlidingWindow.Of(attributes, image, block);
        int taps = window.Taps, blocks = window.OutputPositions, pixels = window.InputPositions;
        if (columns[1] % taps != 0 || columns[2] != blocks)
            throw new InvalidOperationException($"columns of shape {columns} do not fit images of {string.Join('×', image)} with blocks of {string.Join('×', block)}, of which there are {blocks}");
        int[] positions = window.Positions(), places = new int[columns.Count];
        for (int i = 0; i < places.Length; i++)
        {
            int plane = i / (taps * blocks), position = positions[i % (taps * blocks)];
            places[i] = position < 0 ? Movement.Fill : plane * pixels + position;
        }
        return (new Shape([columns[0], columns[1] / taps, .. image]), places);
    }
}
