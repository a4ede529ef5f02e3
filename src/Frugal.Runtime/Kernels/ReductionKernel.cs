using Frugal.Graphs;
using Frugal.Graphs.Operators;
using Frugal.Kernels;
using Frugal.Tensors;

namespace Frugal.Runtime.Kernels;

/// <summary>
/// Reductions over any axes that form one block of kept and reduced axes: rows, columns, channels. SumToShape, the gradient of broadcasting, is one
/// of them.
/// </summary>
internal sealed class ReductionKernel : Kernel
{
    private static readonly Dictionary<OperatorId, ReductionKind> Kinds = new()
    {
        [OperatorId.Onnx("ReduceSum")] = ReductionKind.Sum,
        [OperatorId.Onnx("ReduceMean")] = ReductionKind.Mean,
        [OperatorId.Onnx("ReduceMax")] = ReductionKind.Maximum,
        [OperatorId.Onnx("ReduceMin")] = ReductionKind.Minimum,
        [OperatorId.Onnx("ReduceL1")] = ReductionKind.AbsoluteSum,
        [OperatorId.Onnx("ReduceL2")] = ReductionKind.EuclideanNorm,
        [OperatorId.Onnx("ReduceSumSquare")] = ReductionKind.SumOfSquares,
        [OperatorId.Frugal("SumToShape")] = ReductionKind.Sum,
    };

    public override IReadOnlyList<OperatorId> Operators => [.. Kinds.Keys];

    public override Step? Bind(KernelQuery query)
    {
        Operand x = query.Inputs[0]!, y = query.Outputs[0]!;
        if (!query.IsFloat32 || x.Type != ElementType.Float32 || x.Shape.Count == 0 || ReducedAxesOf(query) is not { } reduced) return null;
        ReductionKind kind = query.Attributes.Flag("mean", false) ? ReductionKind.Mean : Kinds[query.Node.Operator.Id];
        List<(bool Reduced, int Extent)> blocks = Blocks(x.Shape, reduced);
        string description = $"{kind} of {x.Shape} to {y.Shape}";
        return blocks switch
        {
            [] or [(false, _)] => new RangeStep(y.Shape.Count, 1, description, (in Buffers b, int start, int count) =>
                Reduction.Reduce(kind, b.Of<float>(x).Slice(start, count), b.Of<float>(y).Slice(start, count), count, 1, 1)),
            [(true, var n)] => Outer(1, n, 1),
            [(false, var m), (true, var n)] => Outer(m, n, 1),
            [(false, var m), (true, var n), (false, var k)] => Outer(m, n, k),
            [(true, var n), (false, var k)] => new RangeStep(k, n, description, (in Buffers b, int start, int count) =>
                Reduction.Columns(kind, b.Of<float>(x), b.Of<float>(y), n, k, start, count)),
            [(true, var n), (false, var c), (true, var k)] when kind == ReductionKind.Sum => new RangeStep(c, (long)n * k, description,
                (in Buffers b, int start, int count) => Reduction.SumChannels(b.Of<float>(x), b.Of<float>(y), n, c, k, start, count)),
            _ => null,
        };

        Step Outer(int outer, int n, int inner) => new RangeStep(outer, (long)n * inner, description, (in Buffers b, int start, int count) => Reduction.Reduce(
            kind, b.Of<float>(x).Slice(start * n * inner, count * n * inner), b.Of<float>(y).Slice(start * inner, count * inner), count, n, inner));
    }

    private static bool[]? ReducedAxesOf(KernelQuery query)
    {
        Shape x = query.Inputs[0]!.Shape;
        var reduced = new bool[x.Rank];
        if (query.Node.Operator.Id.Domain == OperatorId.FrugalDomain)
        {
            Shape narrow = NarrowShape.WithAllAxes(query.Inputs[1]!.Shape, query.Attributes, x.Rank);
            int offset = x.Rank - narrow.Rank;
            for (int i = 0; i < reduced.Length; i++) reduced[i] = i < offset || narrow[i - offset] != x[i];
            return reduced;
        }
        if (query.Input(1) is { Constant: null }) return null;
        long[] axes = query.Input(1)?.Constant!.ToLongs() ?? [];
        if (axes.Length == 0)
        {
            if (query.Attributes.Flag("noop_with_empty_axes", false)) return null;
            Array.Fill(reduced, true);
        }
        foreach (long axis in axes) reduced[axis < 0 ? axis + x.Rank : axis] = true;
        return reduced;
    }

    // Neighbouring axes of the same kind as one; axes of extent 1 belong to whatever is beside them.
    private static List<(bool Reduced, int Extent)> Blocks(Shape shape, bool[] reduced)
    {
        var blocks = new List<(bool Reduced, int Extent)>();
        for (int i = 0; i < shape.Rank; i++)
        {
            if (shape[i] == 1) continue;
            if (blocks.Count > 0 && blocks[^1].Reduced == reduced[i]) blocks[^1] = (reduced[i], blocks[^1].Extent * shape[i]);
            else blocks.Add((reduced[i], shape[i]));
        }
        return blocks;
    }
}
