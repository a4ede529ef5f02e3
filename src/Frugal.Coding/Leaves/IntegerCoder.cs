using Frugal.Graphs;
using Frugal.Tensors;

namespace Frugal.Coding;

/// <summary>Integers of any range one after another: shapes, axes, small vectors, wide quantized values.</summary>
internal sealed class IntegerCoder() : LeafCoder(2, "adaptive integers")
{
    public override bool Accepts(DenseTensor tensor) => tensor.Type.IsInteger() || tensor.Type == ElementType.Bool;

    internal override void Encode(DenseTensor tensor, LeafHint hint, LeafWriter writer)
    {
        long[] values = tensor.ToLongs();
        EncodingCoder coder = writer.Coder;
        int rates = BestRates(values);
        coder.Code(rates >> 1, BinaryRangeEncoder.Half);
        coder.Code(rates & 1, BinaryRangeEncoder.Half);
        var model = new IntegerModel(AdaptationRates.Choices[rates]);
        foreach (long value in values) model.Code(ref coder, value);
    }

    internal override void Decode(ref LeafReader reader, DenseTensor into)
    {
        int rates = reader.Coder.Code(0, BinaryRangeEncoder.Half) << 1;
        rates |= reader.Coder.Code(0, BinaryRangeEncoder.Half);
        var model = new IntegerModel(AdaptationRates.Choices[rates]);
        into.Bytes.Clear();
        for (int i = 0; i < into.Count; i++) IntegerElements.Set(into, i, model.Code(ref reader.Coder, 0));
    }

    private static int BestRates(long[] values)
    {
        int best = 0;
        double least = double.PositiveInfinity;
        for (int rates = 0; rates < AdaptationRates.Choices.Length; rates++)
        {
            var meter = new CostMeter();
            var model = new IntegerModel(AdaptationRates.Choices[rates]);
            foreach (long value in values) model.Code(ref meter, value);
            if (meter.Bits < least) (least, best) = (meter.Bits, rates);
        }
        return best;
    }
}
