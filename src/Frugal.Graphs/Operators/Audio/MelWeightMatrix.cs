using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// Triangular filters, evenly spaced on the mel scale 2595 log₁₀(1 + f/700), that map a spectrum of ⌊N/2⌋ + 1 bins to so many bands. Inputs, all scalars: bands, N, sample rate, lower and upper
/// edge in Hz. Result [⌊N/2⌋ + 1, bands] of the type <c>output_datatype</c>, float32 unless given.
/// </summary>
internal sealed class MelWeightMatrix : Operator
{
    public override OperatorId Id => OperatorId.Onnx("MelWeightMatrix");

    public override int SinceVersion => 17;

    public override void Infer(InferContext context) => context.Set(0, (ElementType)context.Attributes.Int("output_datatype", 1),
        new SymbolicShape(context.KnownNumbers(1) is [var length] ? length / 2 + 1 : Dimension.Unknown, context.KnownNumbers(0) is [var bands] ? bands : Dimension.Unknown));

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        long bands = inputs[0]!.ToLongs()[0], length = inputs[1]!.ToLongs()[0], rate = inputs[2]!.ToLongs()[0];
        double low = Mel(inputs[3]!.ToDoubles()[0]), high = Mel(inputs[4]!.ToDoubles()[0]);
        if (bands < 1 || length < 1 || rate < 1 || high <= low) throw new InvalidModelException($"{context.Node.Describe()} has {bands} bands over a transform of {length} at {rate} Hz, from mel {low} to {high}.");
        var edges = new long[bands + 2];
        for (int i = 0; i < edges.Length; i++)
        {
            double frequency = 700 * (Math.Pow(10, (low + i * (high - low) / edges.Length) / 2595) - 1);
            edges[i] = (long)Math.Floor((length + 1) * frequency / rate);
        }
        long bins = length / 2 + 1;
        var weights = new double[bins * bands];
        for (int band = 0; band < bands; band++)
        {
            (long first, long centre, long last) = (edges[band], edges[band + 1], edges[band + 2]);
            for (long j = first; j <= centre; j++) Set(j, band, centre == first ? 1 : (double)(j - first) / (centre - first));
            for (long j = centre; j < last; j++) Set(j, band, (double)(last - j) / (last - centre));
        }
        outputs.Set(0, (ElementType)context.Attributes.Int("output_datatype", 1), new Shape((int)bins, (int)bands), weights);

        void Set(long bin, int band, double weight)
        {
            if (bin >= 0 && bin < bins) weights[bin * bands + band] = weight;
        }
    }

    public override IReadOnlyList<Value?> Differentiate(GradientContext context) => [null, null, null, null, null];

    public override OperatorCost Cost(CostContext context) => context.Elementwise(2);

    private static double Mel(double frequency) => 2595 * Math.Log10(1 + frequency / 700);
}
