using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>Each row of the last axis of the index tensor names a place in the data, behind <c>batch_dims</c> axes that both share.</summary>
internal sealed class GatherND : MovementOperator
{
    public override OperatorId Id => OperatorId.Onnx("GatherND");

    public override int SinceVersion => 11;

    public override void Infer(InferContext context)
    {
        SymbolicShape? result = null;
        if (context.Shape(0) is { } data && context.Shape(1) is { Rank: > 0 } indices && indices[-1].IsNumber)
        {
            int fixedAxes = (int)(context.Attributes.Int("batch_dims", 0) + indices[-1].Number);
            result = new SymbolicShape([.. indices.Take(indices.Rank - 1), .. data.Skip(fixedAxes)]);
        }
        context.Set(0, context.Type(0), result, KnownElements(context));
    }

    internal override Movement Plan(Shape source, ReadOnlySpan<DenseTensor?> inputs, NodeAttributes attributes)
    {
        int batchAxes = (int)attributes.Int("batch_dims", 0);
        Shape shape = inputs[1]!.Shape;
        long[] indices = inputs[1]!.ToLongs();
        int depth = shape[shape.Rank - 1], rows = (int)shape.Product(0, shape.Rank - 1);
        int batch = (int)shape.Product(0, batchAxes), rest = (int)source.Product(batchAxes + depth, source.Rank);
        int batchStride = (int)source.Product(batchAxes, source.Rank);
        var sources = new int[rows * rest];
        for (int row = 0; row < rows; row++)
        {
            int start = row / (rows / batch) * batchStride;
            for (int k = 0; k < depth; k++)
            {
                int axis = batchAxes + k;
                start += Gather.Index(indices[row * depth + k], source[axis]) * (int)source.Product(axis + 1, source.Rank);
            }
            for (int i = 0; i < rest; i++) sources[row * rest + i] = start + i;
        }
        return new Movement(new Shape([.. shape.ToArray()[..^1], .. source.ToArray()[(batchAxes + depth)..]]), sources);
    }

    public override IReadOnlyList<Value?> Differentiate(GradientContext context) => DifferentiateByScatter(context);

    public override bool WriteForm(NodeForm form, int version)
    {
        if (version >= 12) return true;
        bool expressible = form.Attributes.Int("batch_dims", 0) == 0;
        form.Attributes = form.Attributes.Without("batch_dims");
        return expressible;
    }
}
