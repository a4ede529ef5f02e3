using Frugal.Tensors;

namespace Frugal.Graphs.Passes;

/// <summary>
/// Sets denormal float32 initializers to zero: some processors take many times as long for them. Each weight moves by less than 2⁻¹²⁶, so that a sum of n products
/// moves by less than n·2⁻¹²⁶·max|x|.
/// </summary>
internal static class FlushDenormals
{
    public static int Run(PassContext context)
    {
        int flushed = 0;
        foreach (Graph graph in context.Network.AllGraphs().ToArray())
            foreach (Value value in graph.Initializers.ToArray())
                if (value.Type == ElementType.Float32 && Flushed(value.Constant!, ref flushed) is { } tensor) graph.SetConstant(value, tensor);
        return flushed;
    }

    private static DenseTensor? Flushed(DenseTensor tensor, ref int count)
    {
        DenseTensor? copy = null;
        ReadOnlySpan<float> values = tensor.Span<float>();
        for (int i = 0; i < values.Length; i++)
        {
            if (!float.IsSubnormal(values[i])) continue;
            copy ??= tensor.Copy();
            copy.Span<float>()[i] = 0;
            count++;
        }
        return copy;
    }
}
