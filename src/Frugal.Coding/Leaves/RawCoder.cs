using Frugal.Tensors;

namespace Frugal.Coding;

/// <summary>The bytes as they are; so that no tensor ever grows.</summary>
internal sealed class RawCoder() : LeafCoder(0, "raw")
{
    public override bool Accepts(DenseTensor tensor) => tensor.Type != ElementType.String;

    internal override void Encode(DenseTensor tensor, LeafHint hint, LeafWriter writer) => writer.WriteRaw(tensor.Bytes);

    internal override void Decode(ref LeafReader reader, DenseTensor into) => reader.ReadRaw(into.ByteCount).CopyTo(into.Bytes);
}
