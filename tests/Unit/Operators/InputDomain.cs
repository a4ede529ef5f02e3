using Frugal.Graphs;
using Frugal.Tensors;

namespace Frugal.Tests.Operators;

/// <summary>What an input of an <see cref="OpCase"/> looks like, and how its values are drawn.</summary>
internal sealed record InputDomain
{
    // How far a value stays from a kink: far more than the step of a finite difference.
    private const double KinkDistance = 1e-2;

    private InputDomain(ElementType type, int[] shape)
    {
        Type = type;
        Shape = shape;
    }

    /// <summary>The element type; float32 becomes float64 in gradient checks.</summary>
    public ElementType Type { get; }

    /// <summary>The extents.</summary>
    public int[] Shape { get; private init; }

    /// <summary>The smallest value.</summary>
    public double Minimum { get; private init; } = -2;

    /// <summary>The largest value.</summary>
    public double Maximum { get; private init; } = 2;

    /// <summary>Values that no element comes near.</summary>
    public IReadOnlyList<double> Kinks { get; private init; } = [];

    /// <summary>Whether all elements differ by more than the step of a finite difference.</summary>
    public bool IsDistinct { get; private init; }

    /// <summary>Whether the input is an initializer (a shape, axes, a weight).</summary>
    public bool IsConstant { get; private init; }

    /// <summary>The axis whose extent is the symbol <c>N</c> when shapes are inferred symbolically, or null.</summary>
    public int? BatchAxis { get; private init; }

    /// <summary>Whether the gradient with respect to this input is checked.</summary>
    public bool HasGradient { get; private init; } = true;

    private double[]? Values { get; init; }

    /// <summary>A float32 input with values of [−2, 2].</summary>
    public static InputDomain Float(params int[] shape) => new(ElementType.Float32, shape);

    /// <summary>An input of the given type; integers of [−5, 5] or [0, 5], or values of [−2, 2].</summary>
    public static InputDomain Of(ElementType type, params int[] shape) => type.IsInteger()
        ? new(type, shape) { Minimum = type.ToString().StartsWith('U') ? 0 : -5, Maximum = 5, HasGradient = false }
        : new(type, shape) { HasGradient = type.IsFloatingPoint() };

    /// <summary>An int64 input with values of the closed interval.</summary>
    public static InputDomain Integers(long minimum, long maximum, params int[] shape) =>
        new(ElementType.Int64, shape) { Minimum = minimum, Maximum = maximum, HasGradient = false };

    /// <summary>A boolean input.</summary>
    public static InputDomain Bool(params int[] shape) => new(ElementType.Bool, shape) { Minimum = 0, Maximum = 1, HasGradient = false };

    /// <summary>A float32 vector of the given values, edge values say.</summary>
    public static InputDomain Exactly(params double[] values) => new(ElementType.Float32, [values.Length]) { Values = values };

    /// <summary>A constant int64 vector: axes, a shape, pads.</summary>
    public static InputDomain ConstantIntegers(params long[] values) =>
        new(ElementType.Int64, [values.Length]) { Values = Array.ConvertAll(values, v => (double)v), IsConstant = true, HasGradient = false };

    /// <summary>The same with the given values, in row-major order.</summary>
    public InputDomain Holding(params double[] values) => this with { Values = values };

    /// <summary>The same in another shape.</summary>
    public InputDomain WithShape(params int[] shape) => this with { Shape = shape };

    /// <summary>The same with values of another interval.</summary>
    public InputDomain Between(double minimum, double maximum) => this with { Minimum = minimum, Maximum = maximum };

    /// <summary>The same with positive values, of [0.1, 2].</summary>
    public InputDomain Positive() => Between(0.1, 2);

    /// <summary>The same with no value near the given ones.</summary>
    public InputDomain AwayFrom(params double[] kinks) => this with { Kinks = kinks };

    /// <summary>The same with elements that all differ, so that a maximum has one place.</summary>
    public InputDomain Distinct() => this with { IsDistinct = true };

    /// <summary>The same as an initializer.</summary>
    public InputDomain AsConstant() => this with { IsConstant = true };

    /// <summary>The same with a symbolic extent <c>N</c> on an axis in the symbolic inference check; all batched inputs share the symbol.</summary>
    public InputDomain Batched(int axis = 0) => this with { BatchAxis = axis };

    /// <summary>The same without gradient check.</summary>
    public InputDomain WithoutGradient() => this with { HasGradient = false };

    /// <summary>The element type in a gradient check.</summary>
    public ElementType TypeFor(bool float64) => float64 && Type.IsFloatingPoint() ? ElementType.Float64 : Type;

    /// <summary>The shape, with <c>N</c> on the batch axis where asked for.</summary>
    public SymbolicShape ShapeFor(bool symbolic)
    {
        var shape = SymbolicShape.Of(new Shape(Shape));
        return symbolic && BatchAxis is { } axis ? shape.With(axis, Dimension.Named("N")) : shape;
    }

    /// <summary>Draws a tensor.</summary>
    public DenseTensor Sample(RandomStream random, bool float64)
    {
        var shape = new Shape(Shape);
        double[] values = Values ?? Draw((int)shape.Count, random);
        return TensorValues.FromDoubles(TypeFor(float64), shape, values);
    }

    private double[] Draw(int count, RandomStream random)
    {
        var values = new double[count];
        if (!Type.IsFloatingPoint())
        {
            for (int i = 0; i < count; i++) values[i] = Minimum + random.NextInt32((int)(Maximum - Minimum) + 1);
            return values;
        }
        for (int i = 0; i < count; i++)
            do values[i] = Minimum + (Maximum - Minimum) * (IsDistinct ? (i + 0.5 * random.NextDouble()) / count : random.NextDouble());
            while (Kinks.Any(k => Math.Abs(values[i] - k) < KinkDistance));
        if (IsDistinct) random.Shuffle<double>(values);
        return values;
    }
}
