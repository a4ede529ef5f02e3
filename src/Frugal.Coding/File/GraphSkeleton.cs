using System.Text;
using Frugal.Tensors;

namespace Frugal.Coding;

/// <summary>
/// An ONNX model without the elements of its initializers: the model's bytes with the raw data of the top graph's initializers cut out, and
/// their way back. What is cut is known from type and shape, which stay.
/// </summary>
internal sealed class GraphSkeleton
{
    private readonly byte[] skeleton;
    private readonly List<Leaf> leaves = [];
    private readonly WireField graph;

    private sealed record Leaf(int Start, int End, string Name, ElementType Type, Shape Shape)
    {
        public int InnerLength => End - Start; // the message's content without elements

        public int DataLength => checked((int)Type.ByteCount(Shape.Count));

        public long FullLength => InnerLength + 1L + Wire.VarintLength((ulong)DataLength) + DataLength;

        public long FieldLength => 1 + Wire.VarintLength((ulong)FullLength) + FullLength;
    }

    /// <summary>Reads a skeleton.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public GraphSkeleton(byte[] skeleton)
    {
        this.skeleton = skeleton;
        graph = FindGraph(skeleton);
        for (int position = graph.ContentStart; position < graph.End;)
        {
            WireField field = WireField.Read(skeleton, position, graph.End);
            position = field.End;
            if (field is { Number: OnnxField.GraphInitializer, IsBytes: true } && ReadLeaf(field) is { } leaf) leaves.Add(leaf);
        }
    }

    /// <summary>The bytes that all cut-out elements need.</summary>
    public long ElementBytes => leaves.Sum(l => (long)l.DataLength);

    /// <summary>Cuts the elements out of a model.</summary>
    /// <returns>The skeleton, and the initializers whose elements are no longer in it.</returns>
    public static (byte[] Skeleton, List<(string Name, DenseTensor Tensor)> Leaves) Split(byte[] model)
    {
        WireField graph = FindGraph(model);
        var stripped = new Wire();
        var leaves = new List<(string, DenseTensor)>();
        for (int position = graph.ContentStart; position < graph.End;)
        {
            WireField field = WireField.Read(model, position, graph.End);
            position = field.End;
            if (field is { Number: OnnxField.GraphInitializer, IsBytes: true }) SplitInitializer(model, field, stripped, leaves);
            else stripped.Raw(model.AsSpan(field.Start, field.End - field.Start));
        }
        byte[] skeleton = new Wire().Raw(model.AsSpan(0, graph.Start)).Bytes(OnnxField.ModelGraph, stripped.ToArray())
            .Raw(model.AsSpan(graph.End)).ToArray();
        return (skeleton, leaves);
    }

    /// <summary>The model with room for all elements, and the tensors over that room, to be filled.</summary>
    public (byte[] Model, List<(string Name, DenseTensor Tensor)> Leaves) Assemble()
    {
        long graphLength = graph.End - graph.ContentStart + leaves.Sum(l => l.FieldLength - (1 + Wire.VarintLength((ulong)l.InnerLength) + l.InnerLength));
        long total = graph.Start + 1 + Wire.VarintLength((ulong)graphLength) + graphLength + skeleton.Length - graph.End;
        var model = new byte[checked((int)total)];
        var views = new List<(string, DenseTensor)>();
        int written = 0, read = graph.ContentStart;
        void Append(ReadOnlySpan<byte> bytes)
        {
            bytes.CopyTo(model.AsSpan(written));
            written += bytes.Length;
        }

        Append(skeleton.AsSpan(0, graph.Start));
        Append(new Wire().Varint((OnnxField.ModelGraph << 3) | 2).Varint((ulong)graphLength).ToArray());
        foreach (Leaf leaf in leaves)
        {
            int fieldStart = leaf.Start - Wire.VarintLength((ulong)leaf.InnerLength) - 1;
            Append(skeleton.AsSpan(read, fieldStart - read));
            Append(new Wire().Varint((OnnxField.GraphInitializer << 3) | 2).Varint((ulong)leaf.FullLength).ToArray());
            Append(skeleton.AsSpan(leaf.Start, leaf.InnerLength));
            Append(new Wire().Varint((OnnxField.TensorRawData << 3) | 2).Varint((ulong)leaf.DataLength).ToArray());
            views.Add((leaf.Name, DenseTensor.Over(leaf.Type, leaf.Shape, model, written)));
            written += leaf.DataLength;
            read = leaf.End;
        }
        Append(skeleton.AsSpan(read));
        return (model, views);
    }

    private static WireField FindGraph(byte[] model)
    {
        WireField? found = null;
        for (int position = 0; position < model.Length;)
        {
            WireField field = WireField.Read(model, position, model.Length);
            position = field.End;
            if (field is not { Number: OnnxField.ModelGraph, IsBytes: true }) continue;
            if (found is not null) throw new InvalidDataException("there is more than one graph");
            found = field;
        }
        return found ?? throw new InvalidDataException("there is no graph");
    }

    private static void SplitInitializer(byte[] model, WireField field, Wire stripped, List<(string, DenseTensor)> leaves)
    {
        var kept = new Wire();
        var tensor = new TensorHead();
        WireField? data = null;
        for (int position = field.ContentStart; position < field.End;)
        {
            WireField inner = WireField.Read(model, position, field.End);
            position = inner.End;
            tensor.Read(model, inner);
            if (inner is { Number: OnnxField.TensorRawData, IsBytes: true } && inner.End > inner.ContentStart) data = inner;
            else kept.Raw(model.AsSpan(inner.Start, inner.End - inner.Start));
        }
        if (data is not { } raw)
        {
            stripped.Raw(model.AsSpan(field.Start, field.End - field.Start));
            return;
        }
        stripped.Message(OnnxField.GraphInitializer, kept);
        DenseTensor leaf = DenseTensor.Zeros(tensor.Type, tensor.Shape());
        model.AsSpan(raw.ContentStart, raw.End - raw.ContentStart).CopyTo(leaf.Bytes);
        leaves.Add((tensor.Name, leaf));
    }

    private Leaf? ReadLeaf(WireField field)
    {
        var tensor = new TensorHead();
        for (int position = field.ContentStart; position < field.End;)
        {
            WireField inner = WireField.Read(skeleton, position, field.End);
            position = inner.End;
            tensor.Read(skeleton, inner);
            if (inner.Number == OnnxField.TensorRawData) return null;
        }
        if (tensor.Type.BitsPerElement() == 0) return null;
        Shape shape = tensor.Shape();
        // Lengths are written in the fewest bytes; another form would be misread when the field is put together again.
        if (field.ContentStart - field.Start != 1 + Wire.VarintLength((ulong)(field.End - field.ContentStart)))
            throw new InvalidDataException("a length in the graph is not in its shortest form");
        return shape.Count == 0 ? null : new Leaf(field.ContentStart, field.End, tensor.Name, tensor.Type, shape);
    }

    /// <summary>What a tensor message says before its elements.</summary>
    private sealed class TensorHead
    {
        private const int MostAxes = 64;

        private readonly List<int> dimensions = [];

        public ElementType Type { get; private set; }

        public string Name { get; private set; } = "";

        public void Read(byte[] bytes, WireField field)
        {
            if (field is { Number: OnnxField.TensorName, IsBytes: true }) Name = Encoding.UTF8.GetString(bytes, field.ContentStart, field.End - field.ContentStart);
            else if (field.Number == OnnxField.TensorType) Type = Enum.IsDefined((ElementType)field.Value) && !((ElementType)field.Value).IsContainer() ? (ElementType)field.Value : ElementType.Undefined;
            else if (field is { Number: OnnxField.TensorDimension, IsBytes: false }) AddDimension(field.Value);
        }

        public Shape Shape()
        {
            Int128 bits = Type.BitsPerElement();
            foreach (int dimension in dimensions)
            {
                bits *= dimension;
                if (bits > 8L * int.MaxValue) throw new InvalidDataException($"the tensor '{Name}' is larger than 2 GiB");
            }
            return new Shape([.. dimensions]);
        }

        private void AddDimension(ulong extent)
        {
            if (extent > int.MaxValue || dimensions.Count == MostAxes) throw new InvalidDataException($"the tensor '{Name}' has an impossible shape");
            dimensions.Add((int)extent);
        }
    }
}
