using Frugal.Tensors;

namespace Frugal.Coding;

/// <summary>Pruned weights that are not shared: the positions of what is not +0, then the numbers.</summary>
internal sealed class SparseFloatCoder() : LeafCoder(4, "sparse floats")
{
    public override bool Accepts(DenseTensor tensor)
    {
        if (!tensor.Type.IsFloatingPoint() || tensor.Count < 2) return false;
        return FloatPatterns.Of(tensor).Contains(0UL);
    }

    internal override void Encode(DenseTensor tensor, LeafHint hint, LeafWriter writer)
    {
        ulong[] patterns = FloatPatterns.Of(tensor);
        ushort[] present = Array.ConvertAll(patterns, p => (ushort)(p != 0 ? 1 : 0));
        SymbolMatrixCoder.Encode(present, new SymbolAlphabet(2, 0, 0), tensor.Shape, writer);
        FloatCoder.EncodeSequence([.. patterns.Where(p => p != 0)], tensor.Type, writer);
    }

    internal override void Decode(ref LeafReader reader, DenseTensor into)
    {
        var present = new ushort[into.Count];
        SymbolMatrixCoder.Decode(ref reader, 2, into.Shape, present);
        FloatModel model = FloatCoder.ReadModel(ref reader, into.Type);
        into.Bytes.Clear();
        for (int i = 0; i < present.Length; i++)
            if (present[i] != 0) FloatPatterns.Set(into, i, model.Code(ref reader.Coder, 0));
    }
}
