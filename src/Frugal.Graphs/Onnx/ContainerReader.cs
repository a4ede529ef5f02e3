using Frugal.Tensors;

namespace Frugal.Graphs.Onnx;

/// <summary>Reads <c>SequenceProto</c> and <c>OptionalProto</c>: values that hold tensors, or one another.</summary>
internal static class ContainerReader
{
    private const int Name = 1, ElementKind = 2, Tensor = 3, SparseTensor = 4, Sequence = 5, Map = 6, Optional = 7;

    /// <summary>A sequence or an optional, and its name, which may be empty.</summary>
    public static (string Name, DenseTensor Value) Read(OnnxSource source, ByteRange message, ElementType type, int depth = 0)
    {
        if (depth > source.Limits.MaximumNesting) throw source.Fail(message.Start, $"values are nested deeper than {source.Limits.MaximumNesting}");
        string name = "";
        List<DenseTensor> items = [];
        var wire = new WireReader(source, message);
        while (wire.Next())
        {
            switch (wire.Field)
            {
                case Name: name = wire.Text(); break;
                case Tensor: items.Add(TensorReader.Read(source, new ExternalData(source), wire.Bytes()).Tensor); break;
                case Sequence: items.Add(Read(source, wire.Bytes(), ElementType.Sequence, depth + 1).Value); break;
                case Optional: items.Add(Read(source, wire.Bytes(), ElementType.Optional, depth + 1).Value); break;
                case SparseTensor or Map: throw new UnsupportedOperatorException("it holds sparse tensors or maps, which are not supported.");
                case ElementKind: wire.Skip(); break;
            }
        }
        if (type == ElementType.Sequence) return (name, DenseTensor.Sequence([.. items]));
        if (items.Count > 1) throw source.Fail(message.Start, $"an optional holds {items.Count} values");
        return (name, DenseTensor.Optional(items.FirstOrDefault()));
    }
}
