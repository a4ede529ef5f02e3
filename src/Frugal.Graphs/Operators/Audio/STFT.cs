using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// Fourier transforms of overlapping frames of a signal: frame f begins at f · step and is multiplied by the window. Inputs: signal [N,length,1 or 2], step, window [W], frame length
/// (W unless given). Result [N,frames,bins,2]; with <c>onesided</c> (the default) bins is ⌊W/2⌋ + 1. Step and frame length must be constant.
/// </summary>
internal sealed class STFT : ComposedOperator
{
    public override OperatorId Id => OperatorId.Onnx("STFT");

    public override int SinceVersion => 17;

    protected override Value?[] Compose(Composition c)
    {
        long step = Number(c, 1), window = c.Has(3) ? Number(c, 3) : c.Has(2) ? c.Extent(c[2], 0) : c.Extent(c[0], 1), length = c.Extent(c[0], 1);
        if (step < 1 || window < 1 || window > length) throw c.Fail($"takes frames of {window} elements every {step} from a signal of {length}");
        int frames = (int)((length - window) / step) + 1;
        var positions = new long[frames * window];
        for (int i = 0; i < positions.Length; i++) positions[i] = i / window * step + i % window;
        Value framed = c.Call("Gather", [c[0], c.Builder.Constant(DenseTensor.From(positions, new Shape(frames, (int)window)), "frames")], ("axis", 1));
        if (c.Has(2)) framed = c.Mul(framed, c.Unsqueeze(c[2], 1));
        return [c.Call("DFT", [framed, null, c.Builder.Constant(DenseTensor.Scalar(2L), "axis")], ("onesided", c.Attributes.Flag("onesided", true) ? 1 : 0))];
    }

    private static long Number(Composition c, int input) => c[input].Constant is { } constant ? constant.ToLongs()[0]
        : c[input].Known is [{ IsNumber: true } known] ? known.Number
        : throw new UnsupportedOperatorException($"{c.Node.Describe()} has a computed input '{c[input].Name}'; step and frame length must be constant.");
}
