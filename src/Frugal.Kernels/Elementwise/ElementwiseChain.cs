using System.Runtime.CompilerServices;

namespace Frugal.Kernels;

/// <summary>
/// Several element-wise steps in one pass over memory: blocks of 4 KB go through all steps while they are in the first-level cache. The result
/// has the same bits as the steps one after the other.
/// </summary>
public static class ElementwiseChain
{
    private const int BlockLength = 1024;

    /// <summary>y = the steps applied to x.</summary>
    /// <param name="steps">The steps, in order.</param>
    /// <param name="x">A range of the first operand.</param>
    /// <param name="operands">The operands that steps name.</param>
    /// <param name="y">The same range of the result; may be the very memory of <paramref name="x"/> or of an operand of the same range.</param>
    /// <param name="start">The flat index of the range's first element in the whole tensor: needed by per-channel steps.</param>
    /// <exception cref="ArgumentException">An operand's length does not fit.</exception>
    [SkipLocalsInit]
    public static void Run(ReadOnlySpan<ChainStep> steps, ReadOnlySpan<float> x, in ChainOperands operands, Span<float> y, long start = 0)
    {
        Require.Length(x.Length, y.Length);
        foreach (ref readonly ChainStep step in steps)
            if (step.Kind is ChainStep.Form.Binary or ChainStep.Form.Gradient) Require.Length(operands[step.Operand].Length, y.Length, "operand");
        if (steps.IsEmpty)
        {
            x.CopyTo(y);
            return;
        }
        // The steps before the last write to a buffer of their own, so that y may be an operand of a later step.
        Span<float> buffer = stackalloc float[BlockLength];
        ReadOnlySpan<float> value = buffer;
        for (int block = 0; block < y.Length; block += BlockLength)
        {
            int length = Math.Min(BlockLength, y.Length - block);
            value = x.Slice(block, length);
            for (int s = 0; s < steps.Length; s++)
            {
                Span<float> target = buffer[..length];
                if (s == steps.Length - 1) target = y.Slice(block, length);
                Apply(in steps[s], value, in operands, target, block, start);
                value = target;
            }
        }
    }

    private static void Apply(
        ref readonly ChainStep step, scoped ReadOnlySpan<float> value, in ChainOperands operands, scoped Span<float> target, int block, long start)
    {
        switch (step.Kind)
        {
            case ChainStep.Form.Unary:
                Elementwise.Unary((UnaryFunction)step.Function, value, target, step.Alpha, step.Beta);
                break;
            case ChainStep.Form.BinaryConstant:
                ReadOnlySpan<float> constant = [step.Alpha];
                Apply((BinaryFunction)step.Function, value, constant, target, step.Reversed);
                break;
            case ChainStep.Form.Binary:
                Apply((BinaryFunction)step.Function, value, operands[step.Operand].Slice(block, target.Length), target, step.Reversed);
                break;
            case ChainStep.Form.BinaryChannels:
                Elementwise.BinaryChannels(
                    (BinaryFunction)step.Function, value, operands[step.Operand], target, step.Inner, start + block, step.Reversed);
                break;
            case ChainStep.Form.Gradient:
                ReadOnlySpan<float> source = operands[step.Operand].Slice(block, target.Length);
                Elementwise.Gradient((GradientFunction)step.Function, value, source, target, step.Alpha, step.Beta);
                break;
        }
    }

    private static void Apply(
        BinaryFunction function, scoped ReadOnlySpan<float> value, scoped ReadOnlySpan<float> operand, scoped Span<float> target, bool reversed)
    {
        if (reversed) Elementwise.Binary(function, operand, value, target);
        else Elementwise.Binary(function, value, operand, target);
    }
}
