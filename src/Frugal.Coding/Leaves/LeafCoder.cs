using Frugal.Tensors;

namespace Frugal.Coding;

/// <summary>One way to write a tensor as few bits and to restore it bit for bit.</summary>
public abstract class LeafCoder
{
    private protected LeafCoder(byte id, string name)
    {
        Id = id;
        Name = name;
    }

    /// <summary>The number that stands for it in files.</summary>
    public byte Id { get; }

    /// <summary>What reports call it.</summary>
    public string Name { get; }

    /// <summary>Whether it can write a tensor and may be worth trying.</summary>
    public abstract bool Accepts(DenseTensor tensor);

    /// <summary>Appends a tensor that <see cref="Accepts"/> took. Type and shape are the reader's to know.</summary>
    internal abstract void Encode(DenseTensor tensor, LeafHint hint, LeafWriter writer);

    /// <summary>Fills a tensor of the type and shape that was encoded.</summary>
    /// <exception cref="InvalidDataException">The part is damaged.</exception>
    internal abstract void Decode(ref LeafReader reader, DenseTensor into);
}
