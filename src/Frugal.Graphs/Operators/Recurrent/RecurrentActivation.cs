namespace Frugal.Graphs.Operators;

/// <summary>One of the activations that recurrent operators may name, with its parameters, and its derivative.</summary>
/// <param name="Name">The name as ONNX has it, in lower case.</param>
/// <param name="Alpha">The first parameter, where the function has one.</param>
/// <param name="Beta">The second.</param>
internal readonly record struct RecurrentActivation(string Name, double Alpha, double Beta)
{
    // Default α and β; NaN where the function has none.
    private static readonly Dictionary<string, (double Alpha, double Beta)> Defaults = new()
    {
        ["relu"] = (double.NaN, double.NaN), ["tanh"] = (double.NaN, double.NaN), ["sigmoid"] = (double.NaN, double.NaN),
        ["affine"] = (1, 0), ["leakyrelu"] = (0.01, double.NaN), ["thresholdedrelu"] = (1, double.NaN), ["scaledtanh"] = (1, 1),
        ["hardsigmoid"] = (0.2, 0.5), ["elu"] = (1, double.NaN), ["softsign"] = (double.NaN, double.NaN), ["softplus"] = (double.NaN, double.NaN),
    };

    /// <summary>The activations of a node: as many as named, repeated for a second direction, with the parameters given for those that have any.</summary>
    public static RecurrentActivation[] Of(NodeAttributes attributes, string[] defaults, int directions)
    {
        string[] names = attributes.Find("activations") as string[] is { Length: > 0 } given ? given : defaults;
        float[] alphas = attributes.Floats("activation_alpha") ?? [], betas = attributes.Floats("activation_beta") ?? [];
        int alpha = 0, beta = 0;
        var result = new RecurrentActivation[defaults.Length * directions];
        if (names.Length != defaults.Length && names.Length != result.Length)
            throw new InvalidModelException($"{names.Length} activations are named where {defaults.Length} for each of {directions} directions are needed.");
        for (int i = 0; i < result.Length; i++)
        {
            if (i >= names.Length)
            {
                result[i] = result[i - names.Length];
                continue;
            }
            string name = names[i].ToLowerInvariant();
            if (!Defaults.TryGetValue(name, out var parameters)) throw new UnsupportedOperatorException($"The activation '{names[i]}' of a recurrent operator is not supported.");
            double first = double.IsNaN(parameters.Alpha) || alpha >= alphas.Length ? parameters.Alpha : alphas[alpha++];
            double second = double.IsNaN(parameters.Beta) || beta >= betas.Length ? parameters.Beta : betas[beta++];
            result[i] = new RecurrentActivation(name, first, second);
        }
        return result;
    }

    /// <summary>The function.</summary>
    public double Of(double x) => Name switch
    {
        "relu" => Math.Max(0, x),
        "tanh" => Math.Tanh(x),
        "sigmoid" => Sigmoid(x),
        "affine" => Alpha * x + Beta,
        "leakyrelu" => x >= 0 ? x : Alpha * x,
        "thresholdedrelu" => x > Alpha ? x : 0,
        "scaledtanh" => Alpha * Math.Tanh(Beta * x),
        "hardsigmoid" => Math.Clamp(Alpha * x + Beta, 0, 1),
        "elu" => x >= 0 ? x : Alpha * (Math.Exp(x) - 1),
        "softsign" => x / (1 + Math.Abs(x)),
        _ => Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x))),
    };

    /// <summary>Its derivative.</summary>
    public double Derivative(double x) => Name switch
    {
        "relu" => x > 0 ? 1 : 0,
        "tanh" => 1 - Math.Tanh(x) * Math.Tanh(x),
        "sigmoid" => Sigmoid(x) * (1 - Sigmoid(x)),
        "affine" => Alpha,
        "leakyrelu" => x >= 0 ? 1 : Alpha,
        "thresholdedrelu" => x > Alpha ? 1 : 0,
        "scaledtanh" => Alpha * Beta * (1 - Math.Tanh(Beta * x) * Math.Tanh(Beta * x)),
        "hardsigmoid" => Alpha * x + Beta is > 0 and < 1 ? Alpha : 0,
        "elu" => x >= 0 ? 1 : Alpha * Math.Exp(x),
        "softsign" => 1 / ((1 + Math.Abs(x)) * (1 + Math.Abs(x))),
        _ => Sigmoid(x),
    };

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}
