using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>(x − μ) / (σ + 1e-9) with mean and standard deviation over <c>axes</c>: 0, 2 and 3 unless said otherwise, so that each channel is normalised.</summary>
internal sealed class MeanVarianceNormalization : Operator
{
    private const double Epsilon = 1e-9;

    public override OperatorId Id => OperatorId.Onnx("MeanVarianceNormalization");

    public override int SinceVersion => 9;

    public override void Infer(InferContext context) => context.Set(0, context.Type(0), context.Shape(0));

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor x = inputs[0]!;
        ReducedAxes axes = ReducedAxes.Of(Axes(context.Attributes), true, x.Shape.Rank);
        int[] targets = axes.Targets(x.Shape);
        double[] values = x.ToDoubles();
        int groups = targets.Length == 0 ? 0 : targets.Max() + 1;
        double count = groups == 0 ? 1 : (double)values.Length / groups;
        double[] mean = new double[groups], variance = new double[groups];
        for (int i = 0; i < values.Length; i++) mean[targets[i]] += values[i] / count;
        for (int i = 0; i < values.Length; i++) variance[targets[i]] += (values[i] - mean[targets[i]]) * (values[i] - mean[targets[i]]) / count;
        for (int i = 0; i < values.Length; i++) values[i] = (values[i] - mean[targets[i]]) / (Math.Sqrt(variance[targets[i]]) + Epsilon);
        outputs.Set(0, x.Type, x.Shape, values);
    }

    public override void Tie(TieContext context)
    {
        int rank = context.InputShape(0).Rank;
        int[] axes = MovementAxes.Of(Axes(context.Attributes), rank);
        context.PassThrough(0, 0, axes);
        foreach (int axis in axes) context.Normalised(context.Input(0, axis), context.Output(0, axis));
    }

    // With c = x − μ and d = σ + ε: dc = dy / d − c · mean(dy c) / (σ d²), dx = dc − mean(dc); where σ is 0, so is c.
    public override IReadOnlyList<Value?> Differentiate(GradientContext context)
    {
        GraphBuilder builder = context.Builder;
        Value dy = context.OutputGradient(0)!, x = context.Input(0), axes = builder.Integers(Axes(context.Attributes)), one = builder.Scalar(1, x.Type), zero = builder.Scalar(0, x.Type);
        Value c = builder.Call("Sub", x, Mean(x)), deviation = builder.Call("Sqrt", Mean(builder.Call("Mul", c, c)));
        Value d = builder.Call("Add", deviation, builder.Scalar(Epsilon, x.Type));
        Value safe = builder.Call("Where", builder.Call("Equal", deviation, zero), one, deviation);
        Value along = builder.Call("Div", Mean(builder.Call("Mul", dy, c)), builder.Call("Mul", safe, builder.Call("Mul", d, d)));
        Value dc = builder.Call("Sub", builder.Call("Div", dy, d), builder.Call("Mul", c, along));
        return [builder.Call("Sub", dc, Mean(dc))];

        Value Mean(Value value) => builder.Call("ReduceMean", value, axes);
    }

    public override OperatorCost Cost(CostContext context) => context.Elementwise(6);

    private static long[] Axes(NodeAttributes attributes) => attributes.Ints("axes") ?? [0, 2, 3];
}
