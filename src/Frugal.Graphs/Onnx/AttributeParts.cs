using Frugal.Tensors;

namespace Frugal.Graphs.Onnx;

/// <summary>The fields of an <c>AttributeProto</c>, of which one is the value.</summary>
internal sealed class AttributeParts
{
    private bool hasUnreadableText;

    public string Name { get; set; } = "";

    public AttributeKind Kind { get; set; }

    /// <summary>The function's attribute that this one takes its value from, or null.</summary>
    public string? Reference { get; set; }

    public float? Float { get; set; }

    public long? Int { get; set; }

    public string? Text { get; private set; }

    public DenseTensor? Tensor { get; set; }

    public GraphMessage? Graph { get; set; }

    public List<float> Floats { get; } = [];

    public List<long> Ints { get; } = [];

    public List<string> Texts { get; } = [];

    public List<DenseTensor> Tensors { get; } = [];

    public List<GraphMessage> Graphs { get; } = [];

    /// <summary>Whether the attribute can only be carried along: sparse tensors, type descriptions, and bytes that are no text.</summary>
    public bool IsOpaque => hasUnreadableText || Kind is AttributeKind.SparseTensor or AttributeKind.SparseTensors
        or AttributeKind.TypeDescription or AttributeKind.TypeDescriptions;

    public void SetText(string? text)
    {
        Text = text;
        hasUnreadableText |= text is null;
    }

    public void AddText(string? text)
    {
        if (text is null) hasUnreadableText = true;
        else Texts.Add(text);
    }

    /// <summary>The value of the kind that the attribute is said to be. Writers leave out a field that has its default value.</summary>
    public object? Value() => hasUnreadableText ? null : Kind switch
    {
        AttributeKind.Float => Float ?? 0f,
        AttributeKind.Int => Int ?? 0L,
        AttributeKind.Text => Text ?? "",
        AttributeKind.Tensor => Tensor,
        AttributeKind.Graph => Graph,
        AttributeKind.Floats => Floats.ToArray(),
        AttributeKind.Ints => Ints.ToArray(),
        AttributeKind.Texts => Texts.ToArray(),
        AttributeKind.Tensors => Tensors.ToArray(),
        AttributeKind.Graphs => Graphs.ToArray(),
        _ => null,
    };

    /// <summary>The one value that is present, for files that do not say the kind (IR version 1 had no such field).</summary>
    public object? Only()
    {
        if (hasUnreadableText) return null;
        if (Floats.Count > 0) return Floats.ToArray();
        if (Ints.Count > 0) return Ints.ToArray();
        if (Texts.Count > 0) return Texts.ToArray();
        if (Tensors.Count > 0) return Tensors.ToArray();
        if (Graphs.Count > 0) return Graphs.ToArray();
        return (object?)Float ?? (object?)Int ?? (object?)Text ?? (object?)Tensor ?? Graph;
    }
}
