using Frugal.Graphs;
using Frugal.Tensors;

namespace Frugal.Benchmarks.Transformers;

/// <summary>
/// A transformer encoder (Vaswani et al. 2017; normalisation behind the sums, GELU) with seeded random weights, in the nodes that PyTorch's exporter writes at operator
/// set 17: projections as MatMul and Add, heads by Reshape and Transpose, GELU by Erf.
/// </summary>
internal static class Encoder
{
    /// <summary>Makes the network; its input is [1, tokens, width].</summary>
    public static Network Create(int layers = 6, int width = 256, int heads = 8, int inner = 1024, int tokens = 128)
    {
        var network = new Network();
        var b = new GraphBuilder(network.Graph);
        Value x = b.Input("x", ElementType.Float32, 1, tokens, width);
        for (int layer = 0; layer < layers; layer++) x = Layer(b, x, $"layer{layer}", width, heads, inner);
        b.Output(x);
        return network;
    }

    private static Value Layer(GraphBuilder b, Value x, string name, int width, int heads, int inner)
    {
        Value attention = SelfAttention(b, x, name, width, heads);
        x = Normalize(b, b.Call("Add", x, attention), width);
        Value hidden = Gelu(b, Dense(b, x, $"{name}.up", width, inner));
        return Normalize(b, b.Call("Add", x, Dense(b, hidden, $"{name}.down", inner, width)), width);
    }

    private static Value SelfAttention(GraphBuilder b, Value x, string name, int width, int heads)
    {
        Value q = Heads(b, Dense(b, x, $"{name}.q", width, width), width, heads, 0, 2, 1, 3);
        Value k = Heads(b, Dense(b, x, $"{name}.k", width, width), width, heads, 0, 2, 3, 1);
        Value v = Heads(b, Dense(b, x, $"{name}.v", width, width), width, heads, 0, 2, 1, 3);
        Value scores = b.Call("Div", b.Call("MatMul", q, k), b.Scalar(Math.Sqrt(width / heads)));
        Value mixed = b.Call("MatMul", b.Call("Softmax", [scores], ("axis", -1)), v);
        Value joined = b.Call("Reshape", b.Call("Transpose", [mixed], ("perm", new[] { 0, 2, 1, 3 })), b.Integers(0, 0, width));
        return Dense(b, joined, $"{name}.out", width, width);
    }

    private static Value Heads(GraphBuilder b, Value x, int width, int heads, params int[] permutation) =>
        b.Call("Transpose", [b.Call("Reshape", x, b.Integers(0, 0, heads, width / heads))], ("perm", permutation));

    private static Value Dense(GraphBuilder b, Value x, string name, int inputs, int outputs)
    {
        Value product = b.Call("MatMul", x, b.Constant(Random(name, 1 / Math.Sqrt(inputs), inputs, outputs), "weight"));
        return b.Call("Add", b.Constant(Random(name + ".bias", 0.1, outputs), "bias"), product);
    }

    private static Value Gelu(GraphBuilder b, Value x)
    {
        Value erf = b.Call("Erf", b.Call("Div", x, b.Scalar(Math.Sqrt(2))));
        return b.Call("Mul", b.Call("Mul", x, b.Call("Add", erf, b.Scalar(1))), b.Scalar(0.5));
    }

    private static Value Normalize(GraphBuilder b, Value x, int width) => b.Call("LayerNormalization",
        [x, b.Constant(Random("scale", 1, width), "scale"), b.Constant(Random("shift", 0.1, width), "shift")], ("axis", -1), ("epsilon", 1e-5f));

    private static DenseTensor Random(string name, double bound, params int[] shape)
    {
        var tensor = DenseTensor.Zeros(ElementType.Float32, new Shape(shape));
        new RandomStream(7).Split(name).FillUniform(tensor.Span<float>(), (float)-bound, (float)bound);
        return tensor;
    }
}
