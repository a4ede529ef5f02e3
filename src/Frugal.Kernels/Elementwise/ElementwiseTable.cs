namespace Frugal.Kernels;

/// <summary>
/// The table of element-wise kernels: one line an operation, one instance an instruction set. A new operation is a struct
/// beside its neighbours, a member of the enumeration, and a line here.
/// </summary>
internal sealed unsafe class ElementwiseTable
{
    private readonly delegate*<ref float, ref float, nint, float, float, void>[] unary =
        new delegate*<ref float, ref float, nint, float, float, void>[Enum.GetValues<UnaryFunction>().Length];
    private readonly delegate*<ref float, ref float, ref float, nint, float, float, void>[] binary =
        new delegate*<ref float, ref float, ref float, nint, float, float, void>[3 * Enum.GetValues<BinaryFunction>().Length];
    private readonly delegate*<ref float, ref float, ref float, nint, float, float, void>[] gradient =
        new delegate*<ref float, ref float, ref float, nint, float, float, void>[Enum.GetValues<GradientFunction>().Length];

    private delegate*<ref float, ref float, ref float, nint, float, float, void> addScaled;

    private ElementwiseTable() { }

    /// <summary>The kernels of the instruction set in use.</summary>
    public static ElementwiseTable Current => KernelTable.Current.Elementwise;

    public void Unary(UnaryFunction function, ref float x, ref float y, nint n, float alpha, float beta) =>
        unary[(int)function](ref x, ref y, n, alpha, beta);

    public void Binary(BinaryFunction function, ref float a, ref float b, ref float y, nint n) =>
        binary[3 * (int)function](ref a, ref b, ref y, n, 0f, 0f);

    public void BinaryRightScalar(BinaryFunction function, ref float a, ref float b, ref float y, nint n) =>
        binary[3 * (int)function + 1](ref a, ref b, ref y, n, 0f, 0f);

    public void BinaryLeftScalar(BinaryFunction function, ref float a, ref float b, ref float y, nint n) =>
        binary[3 * (int)function + 2](ref a, ref b, ref y, n, 0f, 0f);

    public void Gradient(GradientFunction function, ref float dy, ref float source, ref float dx, nint n, float alpha, float beta) =>
        gradient[(int)function](ref dy, ref source, ref dx, n, alpha, beta);

    public void AddScaled(ref float x, ref float y, nint n, float alpha) => addScaled(ref x, ref y, ref y, n, alpha, 0f);

    public static ElementwiseTable Of<V>() where V : struct, ILanes<V>
    {
        var table = new ElementwiseTable();
        table.FillUnary<V>();
        table.FillBinary<V>();
        table.FillGradient<V>();
        table.addScaled = &ElementwiseLoops.Binary<AddScaledOperator, V>;
        return table;
    }

    private void FillUnary<V>() where V : struct, ILanes<V>
    {
        unary[(int)UnaryFunction.Relu] = &ElementwiseLoops.Unary<ReluOperator, V>;
        unary[(int)UnaryFunction.LeakyRelu] = &ElementwiseLoops.Unary<LeakyReluOperator, V>;
        unary[(int)UnaryFunction.Clip] = &ElementwiseLoops.Unary<ClipOperator, V>;
        unary[(int)UnaryFunction.Sigmoid] = &ElementwiseLoops.Unary<SigmoidOperator, V>;
        unary[(int)UnaryFunction.Tanh] = &ElementwiseLoops.Unary<TanhOperator, V>;
        unary[(int)UnaryFunction.HardSigmoid] = &ElementwiseLoops.Unary<HardSigmoidOperator, V>;
        unary[(int)UnaryFunction.HardSwish] = &ElementwiseLoops.Unary<HardSwishOperator, V>;
        unary[(int)UnaryFunction.Elu] = &ElementwiseLoops.Unary<EluOperator, V>;
        unary[(int)UnaryFunction.Softplus] = &ElementwiseLoops.Unary<SoftplusOperator, V>;
        unary[(int)UnaryFunction.Gelu] = &ElementwiseLoops.Unary<GeluOperator, V>;
        unary[(int)UnaryFunction.GeluTanh] = &ElementwiseLoops.Unary<GeluTanhOperator, V>;
        unary[(int)UnaryFunction.Silu] = &ElementwiseLoops.Unary<SiluOperator, V>;
        unary[(int)UnaryFunction.Exp] = &ElementwiseLoops.Unary<ExpOperator, V>;
        unary[(int)UnaryFunction.Log] = &ElementwiseLoops.Unary<LogOperator, V>;
        unary[(int)UnaryFunction.Sqrt] = &ElementwiseLoops.Unary<SqrtOperator, V>;
        unary[(int)UnaryFunction.Reciprocal] = &ElementwiseLoops.Unary<ReciprocalOperator, V>;
        unary[(int)UnaryFunction.Negate] = &ElementwiseLoops.Unary<NegateOperator, V>;
        unary[(int)UnaryFunction.Absolute] = &ElementwiseLoops.Unary<AbsoluteOperator, V>;
        unary[(int)UnaryFunction.Square] = &ElementwiseLoops.Unary<SquareOperator, V>;
        unary[(int)UnaryFunction.Sign] = &ElementwiseLoops.Unary<SignOperator, V>;
        unary[(int)UnaryFunction.Floor] = &ElementwiseLoops.Unary<FloorOperator, V>;
        unary[(int)UnaryFunction.Ceiling] = &ElementwiseLoops.Unary<CeilingOperator, V>;
        unary[(int)UnaryFunction.Round] = &ElementwiseLoops.Unary<RoundOperator, V>;
        unary[(int)UnaryFunction.Erf] = &ElementwiseLoops.Unary<ErfOperator, V>;
        unary[(int)UnaryFunction.Affine] = &ElementwiseLoops.Unary<AffineOperator, V>;
        unary[(int)UnaryFunction.Selu] = &ElementwiseLoops.Unary<SeluOperator, V>;
        unary[(int)UnaryFunction.Celu] = &ElementwiseLoops.Unary<CeluOperator, V>;
        unary[(int)UnaryFunction.Mish] = &ElementwiseLoops.Unary<MishOperator, V>;
        unary[(int)UnaryFunction.Swish] = &ElementwiseLoops.Unary<SwishOperator, V>;
        unary[(int)UnaryFunction.Softsign] = &ElementwiseLoops.Unary<SoftsignOperator, V>;
    }

    private void FillBinary<V>() where V : struct, ILanes<V>
    {
        Fill<AddOperator, V>(BinaryFunction.Add);
        Fill<SubtractOperator, V>(BinaryFunction.Subtract);
        Fill<MultiplyOperator, V>(BinaryFunction.Multiply);
        Fill<DivideOperator, V>(BinaryFunction.Divide);
        Fill<MinimumOperator, V>(BinaryFunction.Minimum);
        Fill<MaximumOperator, V>(BinaryFunction.Maximum);
        Fill<ParametricReluOperator, V>(BinaryFunction.ParametricRelu);
        int power = 3 * (int)BinaryFunction.Power;
        binary[power] = &Power.Pair;
        binary[power + 1] = &Power.RightScalar<V>;
        binary[power + 2] = &Power.LeftScalar;
    }

    private void Fill<TOperator, V>(BinaryFunction function) where TOperator : struct, IBinaryOperator where V : struct, ILanes<V>
    {
        binary[3 * (int)function] = &ElementwiseLoops.Binary<TOperator, V>;
        binary[3 * (int)function + 1] = &ElementwiseLoops.BinaryRightScalar<TOperator, V>;
        binary[3 * (int)function + 2] = &ElementwiseLoops.BinaryLeftScalar<TOperator, V>;
    }

    private void FillGradient<V>() where V : struct, ILanes<V>
    {
        gradient[(int)GradientFunction.Relu] = &ElementwiseLoops.Binary<ReluGradientOperator, V>;
        gradient[(int)GradientFunction.LeakyRelu] = &ElementwiseLoops.Binary<LeakyReluGradientOperator, V>;
        gradient[(int)GradientFunction.Clip] = &ElementwiseLoops.Binary<ClipGradientOperator, V>;
        gradient[(int)GradientFunction.Sigmoid] = &ElementwiseLoops.Binary<SigmoidGradientOperator, V>;
        gradient[(int)GradientFunction.Tanh] = &ElementwiseLoops.Binary<TanhGradientOperator, V>;
        gradient[(int)GradientFunction.HardSigmoid] = &ElementwiseLoops.Binary<HardSigmoidGradientOperator, V>;
        gradient[(int)GradientFunction.HardSwish] = &ElementwiseLoops.Binary<HardSwishGradientOperator, V>;
        gradient[(int)GradientFunction.Elu] = &ElementwiseLoops.Binary<EluGradientOperator, V>;
        gradient[(int)GradientFunction.Softplus] = &ElementwiseLoops.Binary<SoftplusGradientOperator, V>;
        gradient[(int)GradientFunction.Gelu] = &ElementwiseLoops.Binary<GeluGradientOperator, V>;
        gradient[(int)GradientFunction.Silu] = &ElementwiseLoops.Binary<SiluGradientOperator, V>;
        gradient[(int)GradientFunction.Sqrt] = &ElementwiseLoops.Binary<SqrtGradientOperator, V>;
        gradient[(int)GradientFunction.Reciprocal] = &ElementwiseLoops.Binary<ReciprocalGradientOperator, V>;
        gradient[(int)GradientFunction.Absolute] = &ElementwiseLoops.Binary<AbsoluteGradientOperator, V>;
        gradient[(int)GradientFunction.Square] = &ElementwiseLoops.Binary<SquareGradientOperator, V>;
        gradient[(int)GradientFunction.Erf] = &ElementwiseLoops.Binary<ErfGradientOperator, V>;
    }
}
