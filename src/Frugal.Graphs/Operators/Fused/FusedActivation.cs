namespace Frugal.Graphs.Operators;

/// <summary>The activation that ONNX Runtime fuses behind a product, by name and up to two parameters.</summary>
internal static class FusedActivation
{
    /// <summary>Appends the activation of a name; the empty name is none.</summary>
    public static Value Append(Composition c, Value x, string name, params ReadOnlySpan<float> parameters)
    {
        float first = parameters.Length > 0 ? parameters[0] : 0, second = parameters.Length > 1 ? parameters[1] : 0;
        return name switch
        {
            "" => x,
            "Relu" or "Tanh" or "Sigmoid" or "Softplus" or "Softsign" => c.Call(name, x),
            "LeakyRelu" or "Elu" or "ThresholdedRelu" => c.Call(name, [x], ("alpha", first)),
            "HardSigmoid" => c.Call(name, [x], ("alpha", first), ("beta", second)),
            "Clip" => c.Call(name, x, c.Builder.Scalar(first, x.Type), c.Builder.Scalar(second, x.Type)),
            _ => throw new UnsupportedOperatorException($"{c.Node.Describe()} has the activation '{name}', which is not supported."),
        };
    }
}
