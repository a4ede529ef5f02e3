using Frugal.Graphs;
using Frugal.Graphs.Onnx;
using Frugal.Graphs.Passes;
using Frugal.Runtime.OnnxRuntime;
using Frugal.Tensors;
using Frugal.Tests.Runtime.OnnxRuntime;
using Xunit;

namespace Frugal.Tests.Operators;

/// <summary>ONNX Runtime as the judge of references, over the cases of quantization, transformers, audio and its own fused operators.</summary>
public sealed class PeerTests
{
    // What ONNX Runtime has no CPU kernel for, or not for these types.
    private static readonly string[] Unavailable =
        ["QLinearMatMul, int8 uint8", "com.microsoft.BiasSoftmax", "com.microsoft.MultiHeadAttention, packed", "com.microsoft.MultiHeadAttention, keys and values packed"];

    private static readonly OnnxRuntimeOptions AsWritten = new() { Threads = 1, Optimization = OnnxRuntimeOptimization.None };

    private static IEnumerable<OpCase> Judged => QuantizedCases.All.Concat(TransformerCases.All).Concat(AudioCases.All).Concat(FusedCases.All);

    /// <summary>The cases that it can judge.</summary>
    public static TheoryData<string> Cases => [.. Judged.Where(c => !Unavailable.Any(u => c.Name.StartsWith(u, StringComparison.Ordinal))).Select(c => c.Name)];

    /// <summary>The cases that have a form in standard ONNX.</summary>
    public static TheoryData<string> Exported => [.. Judged.Where(c => c.Name.StartsWith("com.microsoft", StringComparison.Ordinal) || c.Name == "SimplifiedLayerNormalization").Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Cases), DisableDiscoveryEnumeration = true)]
    public void The_reference_computes_what_ONNX_Runtime_computes(string name)
    {
        OnnxRuntimeNeeded.OrSkip();
        CaseNetwork network = OpCases.Named(name).Network();
        AssertClose(Peer(network), network.Run());
    }

    [Theory]
    [MemberData(nameof(Exported), DisableDiscoveryEnumeration = true)]
    public void The_standard_form_of_a_fused_operator_computes_the_same_in_ONNX_Runtime(string name)
    {
        OnnxRuntimeNeeded.OrSkip();
        CaseNetwork network = OpCases.Named(name).Network();
        DenseTensor[] expected = network.Run();
        Assert.Equal(1, StandardForm.Run(network.Network));
        network.Network.Graph.Check();
        Assert.All(network.Network.Graph.Nodes, n => Assert.Equal("", n.Operator.Id.Domain));
        AssertClose(expected, network.Run());
        AssertClose(Peer(network), expected);
    }

    private static DenseTensor[] Peer(CaseNetwork network)
    {
        using var session = new OnnxRuntimeSession(OnnxFile.ToBytes(network.Network), AsWritten);
        return session.Run([.. network.Network.Graph.Inputs.Select(i => network.Tensors[i])]);
    }

    // Quantized results may differ by one step: ONNX Runtime rounds ties in its own ways.
    private static void AssertClose(DenseTensor[] expected, DenseTensor[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i].Type, actual[i].Type);
            Assert.Equal(expected[i].Shape, actual[i].Shape);
            double[] e = expected[i].ToDoubles(), a = actual[i].ToDoubles();
            double scale = Math.Max(1, e.Select(Math.Abs).Where(v => v < 1e30).DefaultIfEmpty(0).Max());
            double allowed = expected[i].Type.IsFloatingPoint() ? 2e-5 * scale : expected[i].Type is ElementType.Int32 or ElementType.Int64 ? 0 : 1;
            int steps = 0;
            for (int k = 0; k < e.Length; k++)
            {
                bool same = e[k].Equals(a[k]) || Math.Abs(e[k] - a[k]) <= allowed || (e[k] < -1e30 && a[k] < -1e30);
                Assert.True(same, $"output {i}, element {k}: {a[k]:R}, expected {e[k]:R}");
                if (!expected[i].Type.IsFloatingPoint() && e[k] != a[k]) steps++;
            }
            Assert.True(steps <= e.Length / 20, $"output {i}: {steps} of {e.Length} values differ by one step");
        }
    }
}
