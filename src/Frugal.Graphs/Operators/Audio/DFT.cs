using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// The discrete Fourier transform along one axis, X[k] = Σ x[n] e^(−2πi nk/N); with <c>inverse</c> the other sign, divided by N. Inputs: x with its real (and imaginary) parts in the last
/// axis; N (the axis's extent unless given; x is cut or filled up with zeros); the axis (−2 unless given). With <c>onesided</c> only the first ⌊N/2⌋ + 1 results of real x.
/// </summary>
internal sealed class DFT : Operator
{
    public override OperatorId Id => OperatorId.Onnx("DFT");

    public override int SinceVersion => 17;

    public override void Infer(InferContext context)
    {
        if (Flags(context.Attributes) == (true, true)) throw context.Fail("is inverse and one-sided, which the standard does not define");
        SymbolicShape? x = context.Shape(0);
        if (x is null || (context.InputCount > 2 && context.Has(2) && context.KnownNumbers(2) is null))
        {
            context.Set(0, context.Type(0), x is null ? null : new SymbolicShape([.. Enumerable.Repeat(Dimension.Unknown, x.Rank - 1), 2]));
            return;
        }
        if (x.Rank < 2 || (x[-1].IsNumber && x[-1].Number is not (1 or 2))) throw context.Fail($"transforms {x}, whose last axis must hold 1 or 2 parts");
        int axis = AxisOf(context.InputCount > 2 && context.Has(2) ? context.KnownNumbers(2)![0] : -2, x.Rank);
        Dimension length = context.InputCount > 1 && context.Has(1) ? context.KnownNumbers(1) is { } given ? given[0] : Dimension.Unknown : x[axis];
        if (context.Attributes.Flag("onesided", false)) length = length.IsNumber ? length.Number / 2 + 1 : Dimension.Unknown;
        context.Set(0, context.Type(0), x.With(axis, length).With(x.Rank - 1, 2));
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor x = inputs[0]!;
        Transformation t = Transformation.Of(x.Shape, inputs.Length > 1 ? inputs[1]?.ToLongs()[0] : null, inputs.Length > 2 ? inputs[2]?.ToLongs()[0] : null, context.Attributes);
        double[] values = x.ToDoubles(), result = new double[t.Result.Count];
        double[] cosines = new double[t.Length], sines = new double[t.Length];
        for (int k = 0; k < t.Length; k++) (sines[k], cosines[k]) = Math.SinCos((t.Inverse ? 2 : -2) * Math.PI * k / t.Length);
        double scale = t.Inverse ? 1.0 / t.Length : 1;
        for (int row = 0; row < t.Rows; row++)
        {
            for (int k = 0; k < t.Results; k++)
            {
                double real = 0, imaginary = 0;
                for (int n = 0; n < Math.Min(t.Length, t.Given); n++)
                {
                    int at = t.From(row, n), turn = (int)((long)n * k % t.Length);
                    double re = values[at], im = t.Parts == 2 ? values[at + 1] : 0;
                    real += re * cosines[turn] - im * sines[turn];
                    imaginary += re * sines[turn] + im * cosines[turn];
                }
                (result[t.To(row, k)], result[t.To(row, k) + 1]) = (real * scale, imaginary * scale);
            }
        }
        outputs.Set(0, x.Type, t.Result, result);
    }

    // The adjoint of Σ x[n] e^(−φ) is Σ dy[k] e^(+φ): the transform of the other sign.
    public override IReadOnlyList<Value?>? Differentiate(GradientContext context)
    {
        Value x = context.Input(0), dy = context.OutputGradient(0)!;
        if (x.Shape is not { } shape || dy.Shape is null) return null;
        if (Number(context.Node.Input(2), -2) is not { } axisNumber) return null;
        int rank = shape.Rank, axis = AxisOf(axisNumber, rank);
        Dimension length = context.Node.Input(1) is null ? shape[axis] : Number(context.Node.Input(1), 0) is { } given ? given : Dimension.Unknown;
        if (!length.IsNumber || !shape[axis].IsNumber || !shape[-1].IsNumber) return null;
        GraphBuilder b = context.Builder;
        long n = length.Number, bins = context.Attributes.Flag("onesided", false) ? n / 2 + 1 : n;
        bool inverse = context.Attributes.Flag("inverse", false);
        Value gradient = Resized(b, dy, axis, bins, n);
        gradient = b.Call("DFT", [gradient, null, b.Constant(DenseTensor.Scalar((long)axis), "axis")], ("inverse", !inverse));
        gradient = b.Call("Mul", gradient, b.Scalar(inverse ? 1.0 / n : n, dy.Type));
        if (shape[-1].Number == 1) gradient = b.Call("Slice", gradient, b.Integers(0), b.Integers(1), b.Integers(rank - 1));
        return [Resized(b, gradient, axis, n, shape[axis].Number), null, null];
    }

    public override OperatorCost Cost(CostContext context)
    {
        Shape y = context.OutputShape(0);
        double rows = y.Count / 2.0, length = Math.Max(2, context.InputShape(0).ToArray().Max());
        return context.Of(0, (long)(rows * 5 * Math.Log2(length)));
    }

    // Before 20 the axis was an attribute, 1 by default.
    public override void ReadForm(NodeForm form, int version)
    {
        if (version >= 20) return;
        long axis = form.Attributes.Int("axis", 1);
        form.Attributes = form.Attributes.Without("axis");
        form.SetInput(2, DenseTensor.Scalar(axis), "axis");
    }

    public override bool WriteForm(NodeForm form, int version)
    {
        if (version >= 20) return true;
        long axis = Number(form.Inputs.Count > 2 ? form.Inputs[2] : null, -2) ?? 0;
        if (axis < 0) axis += form.Inputs[0]!.Shape?.Rank ?? 0;
        if (axis <= 0) return false;
        while (form.Inputs.Count > 2) form.Inputs.RemoveAt(2);
        while (form.Inputs.Count > 1 && form.Inputs[^1] is null) form.Inputs.RemoveAt(form.Inputs.Count - 1);
        form.Attributes = form.Attributes.With("axis", axis);
        return true;
    }

    /// <summary>How a node's rows lie in its input and its result.</summary>
    internal sealed record Transformation(int Length, int Given, int Results, int Parts, int Rows, int Inner, bool Inverse, Shape Result)
    {
        public static Transformation Of(Shape x, long? length, long? axisGiven, NodeAttributes attributes)
        {
            int axis = AxisOf(axisGiven ?? -2, x.Rank), n = checked((int)(length ?? x[axis]));
            if (n < 1) throw new InvalidModelException($"A Fourier transform has the length {n}; it must be 1 or more.");
            int results = attributes.Flag("onesided", false) ? n / 2 + 1 : n;
            int[] extents = x.ToArray();
            (extents[axis], extents[^1]) = (results, 2);
            int inner = (int)x.Product(axis + 1, x.Rank - 1);
            return new Transformation(n, x[axis], results, x[x.Rank - 1], (int)x.Product(0, axis) * inner, inner, attributes.Flag("inverse", false), new Shape(extents));
        }

        /// <summary>Where the parts of element n of a row stand in the input.</summary>
        public int From(int row, int n) => ((row / Inner * Given + n) * Inner + row % Inner) * Parts;

        /// <summary>Where the parts of result k of a row go.</summary>
        public int To(int row, int k) => ((row / Inner * Results + k) * Inner + row % Inner) * 2;
    }

    private static int AxisOf(long axis, int rank)
    {
        if (axis < 0) axis += rank;
        return axis >= 0 && axis < rank - 1 ? (int)axis : throw new InvalidOperationException($"axis {axis} is none of the {rank - 1} axes before the parts");
    }

    private static (bool Inverse, bool OneSided) Flags(NodeAttributes attributes) => (attributes.Flag("inverse", false), attributes.Flag("onesided", false));

    private static long? Number(Value? value, long otherwise) => value is null ? otherwise
        : value.Constant is { } constant ? constant.ToLongs()[0]
        : value.Known is [{ IsNumber: true } known] ? known.Number : null;

    private static Value Resized(GraphBuilder b, Value x, int axis, long from, long to)
    {
        if (to < from) return b.Call("Slice", x, b.Integers(0), b.Integers(to), b.Integers(axis));
        if (to == from) return x;
        var pads = new long[2 * x.Shape!.Rank];
        pads[x.Shape.Rank + axis] = to - from;
        return b.Call("Pad", x, b.Integers(pads));
    }
}
