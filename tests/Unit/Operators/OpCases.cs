using Xunit;

namespace Frugal.Tests.Operators;

/// <summary>The table of all operator cases.</summary>
internal static class OpCases
{
    /// <summary>All cases; one line a family.</summary>
    public static IReadOnlyList<OpCase> All { get; } =
    [
        // element-wise
        .. ElementwiseCases.All,

        // dense and loss
        .. DenseCases.All,

        // weight expressions
        .. WeightExpressionCases.All,

        // quantized products, transformers, audio, what ONNX Runtime's optimizer writes
        .. QuantizedCases.All, .. TransformerCases.All, .. AudioCases.All, .. FusedCases.All,

        // convolution, pooling, normalisation
        .. ConvolutionCases.All, .. PoolingCases.All, .. NormalizationCases.All,

        // shape and data movement
        .. MovementCases.All,

        // the rest of the standard without data-dependent control
        .. StandardCases.All,

        // reductions
        .. ReductionCases.All,

        // control flow, sequences, results whose shape depends on the data, recurrent
        .. ControlCases.All, .. SequenceCases.All, .. SelectionCases.All, .. RecurrentCases.All,
    ];

    /// <summary>The names, as data of a theory.</summary>
    public static TheoryData<string> Names => [.. All.Select(c => c.Name)];

    /// <summary>The names of the cases whose gradient is checked.</summary>
    public static TheoryData<string> DifferentiableNames => [.. All.Where(c => c.Gradient != GradientCheck.None).Select(c => c.Name)];

    /// <summary>The names of the cases whose gradient's gradient is checked.</summary>
    public static TheoryData<string> TwiceDifferentiableNames => [.. All.Where(c => c.Gradient == GradientCheck.Twice).Select(c => c.Name)];

    /// <summary>The case of a name.</summary>
    public static OpCase Named(string name) => ByName[name];

    private static readonly Dictionary<string, OpCase> ByName = All.ToDictionary(c => c.Name);
}
