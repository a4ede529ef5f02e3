namespace Frugal.Kernels;

/// <summary>
/// One step of an element-wise chain: the value so far goes in, the value of the step comes out. Made by the static methods.
/// </summary>
public readonly struct ChainStep
{
    internal enum Form : byte { Unary, Binary, BinaryConstant, BinaryChannels, Gradient }

    private ChainStep(Form form, int function, int operand, float alpha, float beta, int inner, bool reversed)
    {
        Kind = form;
        Function = function;
        Operand = operand;
        Alpha = alpha;
        Beta = beta;
        Inner = inner;
        Reversed = reversed;
    }

    internal Form Kind { get; }
    internal int Function { get; }
    internal int Operand { get; }
    internal float Alpha { get; }
    internal float Beta { get; }
    internal int Inner { get; }
    internal bool Reversed { get; }

    /// <summary>value ← f(value; α, β).</summary>
    public static ChainStep Unary(UnaryFunction function, float alpha = 0f, float beta = 0f) =>
        new(Form.Unary, (int)function, -1, alpha, beta, 0, false);

    /// <summary>value ← f(value, operand), element by element; reversed: f(operand, value).</summary>
    public static ChainStep Binary(BinaryFunction function, int operand, bool reversed = false) =>
        new(Form.Binary, (int)function, operand, 0f, 0f, 0, reversed);

    /// <summary>value ← f(value, constant); reversed: f(constant, value).</summary>
    public static ChainStep BinaryConstant(BinaryFunction function, float constant, bool reversed = false) =>
        new(Form.BinaryConstant, (int)function, -1, constant, 0f, 0, reversed);

    /// <summary>value ← f(value, operand[channel]), where <paramref name="inner"/> consecutive elements share a channel and channels repeat.</summary>
    public static ChainStep BinaryChannels(BinaryFunction function, int operand, int inner, bool reversed = false) =>
        new(Form.BinaryChannels, (int)function, operand, 0f, 0f, inner, reversed);

    /// <summary>value ← value f′(operand): the value is dy, the operand the forward input or output.</summary>
    public static ChainStep Gradient(GradientFunction function, int operand, float alpha = 0f, float beta = 0f) =>
        new(Form.Gradient, (int)function, operand, alpha, beta, 0, false);
}
