using Frugal.Graphs.Operators;
using Frugal.Tensors;

namespace Frugal.Graphs.Passes;

/// <summary>What a node does where it multiplies each channel with a number and adds one: y = scale[c]·x + shift[c].</summary>
/// <param name="Input">x.</param>
/// <param name="Scale">A factor a channel.</param>
/// <param name="Shift">A summand a channel.</param>
internal sealed record ChannelAffine(Value Input, double[] Scale, double[] Shift)
{
    /// <summary>Whether nothing is multiplied.</summary>
    public bool IsShiftOnly => Array.TrueForAll(Scale, s => s == 1);

    /// <summary>Whether nothing is added.</summary>
    public bool IsScaleOnly => Array.TrueForAll(Shift, s => s == 0);

    private bool IsFinite => Array.TrueForAll(Scale, double.IsFinite) && Array.TrueForAll(Shift, double.IsFinite);

    /// <summary>
    /// Reads a batch normalisation in inference, or an addition, subtraction, multiplication or division with a constant that is one number a channel; null for
    /// other nodes and where the numbers are not known before the network runs.
    /// </summary>
    /// <param name="node">The node.</param>
    /// <param name="channels">The number of channels.</param>
    /// <param name="last">Whether channels stand on the last axis instead of the second.</param>
    public static ChannelAffine? Of(Node node, int channels, bool last)
    {
        ChannelAffine? affine = node.Operator.Id switch
        {
            { Domain: "", Name: "BatchNormalization" } when !last || node.Inputs[0]?.Shape?.Rank == 2 => OfNormalization(node),
            { Domain: "", Name: "Mul" or "Add" or "Sub" or "Div" } => OfArithmetic(node, channels, last),
            _ => null,
        };
        return affine is { IsFinite: true } && affine.Scale.Length == channels ? affine : null;
    }

    private static ChannelAffine? OfNormalization(Node normalization)
    {
        if (normalization.Attributes.Flag("training_mode", false) || normalization.Inputs[0] is not { } x) return null;
        for (int i = 1; i <= 4; i++)
            if (normalization.Input(i) is not { IsConstant: true }) return null;
        double[] scale = Parameter(1), shift = Parameter(2), mean = Parameter(3), variance = Parameter(4);
        double epsilon = normalization.Attributes.Float("epsilon", BatchNormalization.DefaultEpsilon);
        for (int c = 0; c < scale.Length; c++)
        {
            scale[c] /= Math.Sqrt(variance[c] + epsilon);
            shift[c] -= mean[c] * scale[c];
        }
        return new ChannelAffine(x, scale, shift);

        double[] Parameter(int index) => normalization.Inputs[index]!.Constant!.ToDoubles();
    }

    private static ChannelAffine? OfArithmetic(Node node, int channels, bool last)
    {
        if (node.Inputs is not [{ } a, { } b] || a.IsConstant == b.IsConstant) return null;
        bool constantSecond = b.IsConstant;
        Value x = constantSecond ? a : b;
        if (Spread(constantSecond ? b : a, x, channels, last) is not { } numbers) return null;
        double[] ones = Filled(1), zeros = Filled(0);
        return (node.Operator.Id.Name, constantSecond) switch
        {
            ("Mul", _) => new ChannelAffine(x, numbers, zeros),
            ("Div", true) => new ChannelAffine(x, Array.ConvertAll(numbers, n => 1 / n), zeros),
            ("Add", _) => new ChannelAffine(x, ones, numbers),
            ("Sub", true) => new ChannelAffine(x, ones, Array.ConvertAll(numbers, n => -n)),
            ("Sub", false) => new ChannelAffine(x, Filled(-1), numbers),
            _ => null,
        };

        double[] Filled(double value)
        {
            var filled = new double[channels];
            Array.Fill(filled, value);
            return filled;
        }
    }

    /// <summary>A constant as one number a channel; null where it differs within a channel or would widen what it is combined with.</summary>
    public static double[]? Spread(Value constant, Value x, int channels, bool last)
    {
        DenseTensor tensor = constant.Constant!;
        if (!tensor.Type.IsFloatingPoint() || x.Shape is not { } shape || shape.Rank < 2 || tensor.Shape.Rank > shape.Rank) return null;
        int axis = last ? shape.Rank - 1 : 1;
        if (!shape[axis].IsNumber || shape[axis].Number != channels) return null;
        int own = axis - (shape.Rank - tensor.Shape.Rank);
        for (int i = 0; i < tensor.Shape.Rank; i++)
            if (tensor.Shape[i] != 1 && (i != own || tensor.Shape[i] != channels)) return null;
        double[] numbers = tensor.ToDoubles();
        if (numbers.Length == channels) return numbers;
        var spread = new double[channels];
        Array.Fill(spread, numbers[0]);
        return spread;
    }
}
