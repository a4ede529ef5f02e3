using Frugal.Graphs;

namespace Frugal.Benchmarks.Networks;

/// <summary>
/// An encoder of 6 layers, width 256, 4 heads, inner width 1,024 on 128 tokens (Vaswani et al. 2017, normalisation after each sum), in the operators that PyTorch's
/// exporter writes at operator set 17: heads by Reshape and Transpose, GELU by Erf.
/// </summary>
internal static class TransformerEncoder
{
    private const int LayerCount = 6, Width = 256, Heads = 4, Inner = 1024, Tokens = 128;

    public static Network Build()
    {
        var l = new Layers("transformer-encoder", Tokens, Width);
        Value x = l.Input;
        for (int i = 0; i < LayerCount; i++)
        {
            x = l.LayerNormalize(l.Node("Add", $"layer{i}/add1", [x, Attention(l, x, $"layer{i}/attention")]), $"layer{i}/norm1");
            x = l.LayerNormalize(l.Node("Add", $"layer{i}/add2", [x, Perceptron(l, x, $"layer{i}/mlp")]), $"layer{i}/norm2");
        }
        return l.Finish(x);
    }

    private static Value Attention(Layers l, Value x, string name)
    {
        Value query = Split(l, x, $"{name}/query", [0, 2, 1, 3]);
        Value key = Split(l, x, $"{name}/key", [0, 2, 3, 1]);
        Value value = Split(l, x, $"{name}/value", [0, 2, 1, 3]);
        Value scores = l.Node("MatMul", $"{name}/scores", [query, key]);
        scores = l.Node("Div", $"{name}/scale", [scores, l.Scalar(Math.Sqrt(Width / Heads))]);
        scores = l.Node("Softmax", $"{name}/softmax", [scores], ("axis", -1));
        Value mixed = l.Node("Transpose", $"{name}/merge", [l.Node("MatMul", $"{name}/mix", [scores, value])], ("perm", new[] { 0, 2, 1, 3 }));
        mixed = l.Node("Reshape", $"{name}/flat", [mixed, l.Integers(0, 0, Width)]);
        return l.Project(mixed, $"{name}/output", Width);
    }

    private static Value Split(Layers l, Value x, string name, int[] permutation)
    {
        x = l.Node("Reshape", $"{name}/heads", [l.Project(x, name, Width), l.Integers(0, 0, Heads, Width / Heads)]);
        return l.Node("Transpose", $"{name}/order", [x], ("perm", permutation));
    }

    private static Value Perceptron(Layers l, Value x, string name)
    {
        x = l.Project(x, $"{name}/up", Inner);
        Value y = l.Node("Erf", $"{name}/erf", [l.Node("Div", $"{name}/div", [x, l.Scalar(Math.Sqrt(2))])]);
        y = l.Node("Mul", $"{name}/mul", [x, l.Node("Add", $"{name}/one", [y, l.Scalar(1)])]);
        return l.Project(l.Node("Mul", $"{name}/half", [y, l.Scalar(0.5)]), $"{name}/down", Width);
    }
}
