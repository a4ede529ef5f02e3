namespace Frugal.Tests.Operators;

/// <summary>Cases of the element-wise operators.</summary>
internal static class ElementwiseCases
{
    /// <summary>The cases.</summary>
    public static IReadOnlyList<OpCase> All { get; } =
    [
        OpCase.Of("Relu", "", [InputDomain.Float(3, 5).AwayFrom(0).Batched()]) with { Gradient = GradientCheck.Twice },
    ];
}
