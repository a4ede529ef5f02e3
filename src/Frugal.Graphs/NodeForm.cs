using Frugal.Tensors;

namespace Frugal.Graphs;

/// <summary>A node on its way from or to a file, when its form for another operator-set version is being made.</summary>
public sealed class NodeForm
{
    private readonly Func<DenseTensor, string, Value> addConstant;

    /// <summary>A form of the given parts.</summary>
    /// <param name="id">The operator.</param>
    /// <param name="inputs">What the node reads.</param>
    /// <param name="attributes">Its attributes.</param>
    /// <param name="outputCount">How many outputs the node has.</param>
    /// <param name="addConstant">Makes an initializer of a tensor, with a hint for its name.</param>
    public NodeForm(OperatorId id, IEnumerable<Value?> inputs, NodeAttributes attributes, int outputCount, Func<DenseTensor, string, Value> addConstant)
    {
        Id = id;
        Inputs = [.. inputs];
        Attributes = attributes;
        OutputCount = outputCount;
        this.addConstant = addConstant;
    }

    /// <summary>The operator; may be changed where an older version has another name for it.</summary>
    public OperatorId Id { get; set; }

    /// <summary>What the node reads; may be changed.</summary>
    public List<Value?> Inputs { get; }

    /// <summary>The attributes; may be replaced.</summary>
    public NodeAttributes Attributes { get; set; }

    /// <summary>How many outputs the node has.</summary>
    public int OutputCount { get; }

    /// <summary>Moves an attribute, where present, to an input of the same content: integers become int64, floats float32 of rank 1 or 0.</summary>
    public void AttributeToInput(string name, int index)
    {
        object? value = Attributes.Find(name);
        if (value is null) return;
        Attributes = Attributes.Without(name);
        SetInput(index, value switch
        {
            long number => DenseTensor.Scalar(number),
            long[] numbers => DenseTensor.Vector(numbers),
            float number => DenseTensor.Scalar(number),
            float[] numbers => DenseTensor.Vector(numbers),
            DenseTensor tensor => tensor,
            _ => throw new InvalidModelException($"Attribute '{name}' of {Id} has an unexpected type."),
        }, name);
    }

    /// <summary>Sets an input to a new constant, filling up with left-out inputs before it.</summary>
    public void SetInput(int index, DenseTensor constant, string nameHint)
    {
        while (Inputs.Count <= index) Inputs.Add(null);
        Inputs[index] = addConstant(constant, nameHint);
    }

    /// <summary>
    /// Moves a constant input, where present, to an attribute: int64 of rank 1 to integers, of rank 0 to an integer, float32 likewise.
    /// False when the input is not constant or not of such a type.
    /// </summary>
    public bool InputToAttribute(int index, string name)
    {
        if (index >= Inputs.Count || Inputs[index] is not { } input) return true;
        if (input.Constant is not { } constant) return false;
        object? value = (constant.Type, constant.Shape.Rank) switch
        {
            (ElementType.Int64, 0) => constant.Span<long>()[0],
            (ElementType.Int64, 1) => constant.Span<long>().ToArray(),
            (ElementType.Float32, 0) => constant.Span<float>()[0],
            (ElementType.Float32, 1) => constant.Span<float>().ToArray(),
            _ => null,
        };
        if (value is null) return false;
        Attributes = Attributes.With(name, value);
        Inputs[index] = null;
        while (Inputs.Count > 0 && Inputs[^1] is null) Inputs.RemoveAt(Inputs.Count - 1);
        return true;
    }
}
