using Frugal.Graphs;
using Frugal.Tensors;
using static Frugal.Tests.Operators.InputDomain;

namespace Frugal.Tests.Operators;

/// <summary>Cases of matrix products, softmax and losses.</summary>
internal static class DenseCases
{
    /// <summary>The cases.</summary>
    public static IReadOnlyList<OpCase> All { get; } = [.. Gemms(), .. Products(), .. Softmaxes(), .. CrossEntropies(), .. OtherLosses()];

    private static IEnumerable<OpCase> Gemms()
    {
        foreach (int transA in new[] { 0, 1 })
            foreach (int transB in new[] { 0, 1 })
                yield return OpCase.Of("Gemm", $"transA {transA}, transB {transB}",
                    [transA == 1 ? Float(4, 3).Batched(1) : Float(3, 4).Batched(), transB == 1 ? Float(5, 4) : Float(4, 5), Float(5)],
                    ("transA", transA), ("transB", transB), ("alpha", 0.7f), ("beta", 1.3f)) with { Gradient = GradientCheck.Twice };
        yield return OpCase.Of("Gemm", "no bias", [Float(3, 4).Batched(), Float(4, 5)]);
        yield return OpCase.Of("Gemm", "scalar bias", [Float(3, 4).Batched(), Float(4, 5), Float()]);
        yield return OpCase.Of("Gemm", "a bias for each row", [Float(3, 4), Float(4, 5), Float(3, 1)]);
        yield return OpCase.Of("Gemm", "a bias for each element", [Float(3, 4), Float(4, 5), Float(3, 5)]);
        yield return OpCase.Of("Gemm", "batch 1", [Float(1, 7).Batched(), Float(3, 7), Float(3)], ("transB", 1));
        yield return OpCase.Of("Gemm", "weights as constants", [Float(6, 31).Batched(), Float(17, 31).AsConstant(), Float(17).AsConstant()], ("transB", 1));
        yield return OpCase.Of("Gemm", "larger, odd", [Float(33, 65).Batched(), Float(65, 49), Float(49)]) with { Gradient = GradientCheck.None };
        yield return OpCase.Of("Gemm", "int32", [Of(ElementType.Int32, 3, 4), Of(ElementType.Int32, 4, 5), Of(ElementType.Int32, 5)]) with { Gradient = GradientCheck.None };
    }

    private static IEnumerable<OpCase> Products()
    {
        yield return OpCase.Of("MatMul", "matrices", [Float(3, 4).Batched(), Float(4, 5)]) with { Gradient = GradientCheck.Twice };
        yield return OpCase.Of("MatMul", "a batch and a weight", [Float(2, 3, 4).Batched(), Float(4, 5)]) with { Gradient = GradientCheck.Twice };
        yield return OpCase.Of("MatMul", "a matrix and a batch", [Float(3, 4), Float(2, 4, 5).Batched()]) with { Gradient = GradientCheck.Twice };
        yield return OpCase.Of("MatMul", "two batches", [Float(2, 3, 4).Batched(), Float(2, 4, 5).Batched()]) with { Gradient = GradientCheck.Twice };
        yield return OpCase.Of("MatMul", "batches broadcast", [Float(2, 1, 3, 4).Batched(), Float(5, 4, 2)]);
        yield return OpCase.Of("MatMul", "a batch of four axes and a weight", [Float(2, 3, 2, 4).Batched(), Float(4, 5)]);
        yield return OpCase.Of("MatMul", "vectors", [Float(4), Float(4)]);
        yield return OpCase.Of("MatMul", "a vector on the left", [Float(4), Float(2, 4, 5).Batched()]);
        yield return OpCase.Of("MatMul", "a vector on the right", [Float(2, 3, 4).Batched(), Float(4)]);
        yield return OpCase.Of("MatMul", "larger, odd", [Float(5, 17, 33).Batched(), Float(33, 31)]) with { Gradient = GradientCheck.None };
        foreach (int transA in new[] { 0, 1 })
            foreach (int transB in new[] { 0, 1 })
                foreach (int sumBatch in new[] { 0, 1 })
                    yield return new OpCase($"ai.frugal.MatMul, transA {transA}, transB {transB}, sumBatch {sumBatch}",
                        (b, x) => [b.CallFrugal("MatMul", x, ("transA", transA), ("transB", transB), ("sumBatch", sumBatch))],
                        [transA == 1 ? Float(2, 4, 3).Batched() : Float(2, 3, 4).Batched(), transB == 1 ? Float(2, 5, 4).Batched() : Float(2, 4, 5).Batched()],
                        Gradient: GradientCheck.Twice);
    }

    private static IEnumerable<OpCase> Softmaxes()
    {
        foreach (string op in new[] { "Softmax", "LogSoftmax" })
        {
            yield return OpCase.Of(op, "last axis", [Float(3, 7).Batched()]) with { Gradient = GradientCheck.Twice };
            yield return OpCase.Of(op, "axis 1 of 4", [Float(2, 3, 2, 2).Batched()], ("axis", 1)) with { Gradient = GradientCheck.Twice };
            yield return OpCase.Of(op, "axis 0", [Float(4, 3)], ("axis", 0));
            yield return OpCase.Of(op, "flattened", [Float(2, 3, 2).Batched()], ("axis", 1), ("flattened", 1));
            yield return OpCase.Of(op, "far apart", [Float(2, 4).Holding(1000, 0, -1000, 999, 80, -80, 0, 1)]) with { Gradient = GradientCheck.None };
            yield return OpCase.Of(op, "one class", [Float(5, 1)]);
            yield return OpCase.Of(op, "1000 classes", [Float(3, 1000)]) with { Gradient = GradientCheck.None };
        }
    }

    private static IEnumerable<OpCase> CrossEntropies()
    {
        InputDomain logits = Float(4, 5).Batched(), labels = Integers(0, 4, 4).Batched(), weights = Float(4).Positive().Batched().WithoutGradient();
        InputDomain distribution = Float(2, 3).Holding(0.2, 0.5, 0.3, 0, 0.9, 0.1).WithoutGradient();
        yield return Loss("", [logits, labels]) with { Gradient = GradientCheck.Twice };
        yield return Loss("int32 labels", [logits, Of(ElementType.Int32, 4).Between(0, 4).Batched()]);
        yield return Loss("weights", [logits, labels, weights]) with { Gradient = GradientCheck.Twice };
        yield return Loss("sum", [logits, labels], ("reduction", "sum"));
        yield return Loss("one loss for each sample", [logits, labels, weights], ("reduction", "none")) with { Gradient = GradientCheck.Twice };
        yield return Loss("label smoothing", [logits, labels], ("label_smoothing", 0.1f)) with { Gradient = GradientCheck.Twice };
        yield return Loss("temperature", [logits, labels], ("temperature", 4f));
        yield return Loss("distributions", [Float(2, 3), distribution]) with { Gradient = GradientCheck.Twice };
        yield return Loss("divergence", [Float(2, 3), distribution], ("divergence", 1), ("temperature", 2f));
        yield return Loss("positions", [Float(2, 3, 2, 2).Batched(), Integers(0, 2, 2, 2, 2).Batched(), Float(2).Positive().Batched().WithoutGradient()]);
        yield return Loss("far apart", [Float(2, 3).Holding(1000, 0, -1000, 0, 500, 0), Integers(0, 2, 2)]) with { Gradient = GradientCheck.None };

        static OpCase Loss(string special, InputDomain[] inputs, params (string, object)[] attributes) => new(
            special.Length == 0 ? "SoftmaxCrossEntropy" : $"SoftmaxCrossEntropy, {special}",
            (b, x) => [.. b.Node(OperatorId.Frugal("SoftmaxCrossEntropy"), x, 2, NodeAttributes.Of(attributes)).Outputs.Select(o => o!)], inputs);
    }

    private static IEnumerable<OpCase> OtherLosses()
    {
        yield return new OpCase("Mean squared error", (b, x) => [b.MeanSquaredError(x[0], x[1])], [Float(3, 4).Batched(), Float(3, 4).Batched()], Gradient: GradientCheck.Twice);
        yield return new OpCase("Distillation", (b, x) => [b.Distillation(x[0], x[1], 4)], [Float(3, 4).Batched(), Float(3, 4).Batched().WithoutGradient()]);
    }
}
