using Frugal.Graphs;
using Frugal.Tensors;
using static Frugal.Tests.Operators.InputDomain;

namespace Frugal.Tests.Operators;

/// <summary>Cases of Fourier transforms, windows and mel filters.</summary>
internal static class AudioCases
{
    /// <summary>The cases.</summary>
    public static IReadOnlyList<OpCase> All { get; } = [.. Transforms(), .. Windows()];

    private static IEnumerable<OpCase> Transforms()
    {
        foreach (int length in new[] { 1, 2, 6, 8, 16, 23, 32 })
            yield return Transform($"real, {length}", [Float(2, length, 1).Batched(), null, Scalar(1)]);
        yield return Transform("one-sided, even", [Float(2, 12, 1).Batched(), null, Scalar(1)], ("onesided", 1));
        yield return Transform("one-sided, odd, cut", [Float(2, 12, 1).Batched(), Scalar(9), Scalar(1)], ("onesided", 1));
        yield return Transform("complex, filled up", [Float(2, 10, 2).Batched(), Scalar(16), Scalar(1)]);
        yield return Transform("inverse", [Float(2, 10, 2).Batched(), null, Scalar(1)], ("inverse", 1));
        yield return Transform("a middle axis", [Float(2, 6, 3, 2).Batched(), null, Scalar(1)]);
        yield return Transform("axis left out", [Float(2, 3, 8, 1).Batched()]);
        InputDomain signal = Float(2, 40, 1).Batched(), window = Float(16).Positive();
        yield return OpCase.Sparse(OperatorId.Onnx("STFT"), "", 1, [signal, Scalar(6), window]);
        yield return OpCase.Sparse(OperatorId.Onnx("STFT"), "no window, all bins", 1, [signal, Scalar(5), null, Scalar(10)], ("onesided", 0));
    }

    private static IEnumerable<OpCase> Windows()
    {
        foreach (string op in new[] { "HannWindow", "HammingWindow", "BlackmanWindow" })
        {
            yield return OpCase.Of(op, "", [Scalar(10)]) with { Gradient = GradientCheck.None };
            yield return OpCase.Of(op, "symmetric, float64", [Scalar(11)], ("periodic", 0), ("output_datatype", 11)) with { Gradient = GradientCheck.None };
        }
        yield return OpCase.Of("MelWeightMatrix", "", [Scalar(8), Scalar(64), Scalar(16000), Float().Holding(20).AsConstant().WithoutGradient(), Float().Holding(7600).AsConstant().WithoutGradient()]) with { Gradient = GradientCheck.None };
    }

    private static OpCase Transform(string special, InputDomain?[] inputs, params (string, object)[] attributes) => OpCase.Sparse(OperatorId.Onnx("DFT"), special, 1, inputs, attributes);

    private static InputDomain Scalar(long value) => InputDomain.Of(ElementType.Int64).Holding(value).AsConstant();
}
