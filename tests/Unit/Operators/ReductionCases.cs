using Frugal.Graphs;
using Frugal.Tensors;
using static Frugal.Tests.Operators.InputDomain;

namespace Frugal.Tests.Operators;

/// <summary>Cases of the reductions.</summary>
internal static class ReductionCases
{
    /// <summary>The cases.</summary>
    public static IReadOnlyList<OpCase> All { get; } = [.. Reductions(), .. Others(), .. Indices()];

    private static IEnumerable<OpCase> Reductions()
    {
        foreach (string op in new[] { "ReduceSum", "ReduceMean", "ReduceMax", "ReduceMin", "ReduceProd", "ReduceL1", "ReduceL2", "ReduceSumSquare", "ReduceLogSum", "ReduceLogSumExp" })
        {
            GradientCheck check = op switch
            {
                "ReduceProd" => GradientCheck.None,
                "ReduceSum" or "ReduceMean" or "ReduceSumSquare" or "ReduceLogSumExp" => GradientCheck.Twice,
                _ => GradientCheck.FiniteDifferences,
            };
            InputDomain x = op switch
            {
                "ReduceMax" or "ReduceMin" => Float(2, 3, 4).Distinct(),
                "ReduceLogSum" => Float(2, 3, 4).Positive(),
                _ => Float(2, 3, 4).AwayFrom(0),
            };
            x = x.Batched();
            yield return OpCase.Of(op, "all axes", [x]) with { Gradient = check };
            yield return OpCase.Of(op, "all axes, dropped", [x], ("keepdims", 0)) with { Gradient = check };
            yield return OpCase.Of(op, "last axis", [x, ConstantIntegers(-1)]) with { Gradient = check };
            yield return OpCase.Of(op, "outer axes, dropped", [x, ConstantIntegers(0, 2)], ("keepdims", 0)) with { Gradient = check };
            yield return OpCase.Of(op, "middle axis, dropped", [x, ConstantIntegers(-2)], ("keepdims", 0)) with { Gradient = check };
            yield return OpCase.Of(op, "no axes", [x], ("noop_with_empty_axes", 1)) with { Gradient = op == "ReduceProd" ? GradientCheck.None : GradientCheck.FiniteDifferences };
            yield return OpCase.Of(op, "odd length", [Float(3, 131).Positive(), ConstantIntegers(1)]) with { Gradient = GradientCheck.None };
        }
    }

    private static IEnumerable<OpCase> Others()
    {
        foreach (string op in new[] { "ReduceSum", "ReduceMean", "ReduceMax", "ReduceMin", "ReduceProd", "ReduceL1", "ReduceSumSquare" })
            yield return OpCase.Of(op, "int64", [Integers(-5, 5, 3, 4), ConstantIntegers(1)]) with { Gradient = GradientCheck.None };
        yield return OpCase.Of("ReduceSum", "scalar", [Float()]);
        yield return OpCase.Of("ReduceSum", "rank 5", [Float(2, 3, 1, 2, 2), ConstantIntegers(1, 3)], ("keepdims", 0));
        yield return OpCase.Of("ReduceSum", "no elements", [Float(0, 3), ConstantIntegers(0)]) with { Gradient = GradientCheck.None };
        yield return OpCase.Of("ReduceSum", "axes that are computed", [Float(2, 3), Integers(1, 1, 1)]) with { Gradient = GradientCheck.None, DataDependentShape = true };
        yield return OpCase.Of("ReduceL2", "norm 0", [Float(2, 2).Holding(0, 0, 3, 4), ConstantIntegers(1)]) with { Gradient = GradientCheck.None };
        yield return OpCase.Of("ReduceLogSumExp", "far apart", [Float(2, 3).Holding(1000, 0, -1000, -1000, -1001, -2000), ConstantIntegers(1)]) with { Gradient = GradientCheck.None };
        yield return new OpCase("ReduceProd, of a shape", (b, x) => [b.Call("ReduceProd", [b.Call("Shape", x[0])], ("keepdims", 0))],
            [Float(3, 4, 5).Batched()], Gradient: GradientCheck.None);
    }

    private static IEnumerable<OpCase> Indices()
    {
        foreach (string op in new[] { "ArgMax", "ArgMin" })
        {
            InputDomain ties = Float(3, 4).Holding(1, 3, 3, 1, 2, 2, 2, 2, 0, -1, -1, 0);
            yield return OpCase.Of(op, "", [Float(3, 5).Batched(1)]) with { Gradient = GradientCheck.None };
            yield return OpCase.Of(op, "last axis, dropped", [Float(3, 5).Batched()], ("axis", -1), ("keepdims", 0)) with { Gradient = GradientCheck.None };
            yield return OpCase.Of(op, "ties", [ties], ("axis", 1)) with { Gradient = GradientCheck.None };
            yield return OpCase.Of(op, "ties, last", [ties], ("axis", 1), ("select_last_index", 1)) with { Gradient = GradientCheck.None };
            yield return OpCase.Of(op, "middle axis", [Float(2, 5, 3).Batched()], ("axis", 1)) with { Gradient = GradientCheck.None };
            yield return OpCase.Of(op, "int32", [Of(ElementType.Int32, 3, 5)], ("axis", 1)) with { Gradient = GradientCheck.None };
        }
    }
}
