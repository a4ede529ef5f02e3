using Frugal.Tensors;

namespace Frugal.Graphs;

/// <summary>What is known of a node's inputs, and where to say what follows for its outputs.</summary>
public sealed class InferContext
{
    private readonly Node node;

    internal InferContext(Node node) => this.node = node;

    /// <summary>The node.</summary>
    public Node Node => node;

    /// <summary>The node's attributes.</summary>
    public NodeAttributes Attributes => node.Attributes;

    /// <summary>The number of inputs given, left-out ones in between counted.</summary>
    public int InputCount => node.Inputs.Count;

    /// <summary>The number of outputs.</summary>
    public int OutputCount => node.Outputs.Count;

    /// <summary>Whether an input is given.</summary>
    public bool Has(int input) => node.Input(input) is not null;

    /// <summary>The element type of an input that must be given.</summary>
    public ElementType Type(int input) => Required(input).Type;

    /// <summary>The shape of an input, or null when its rank is unknown.</summary>
    public SymbolicShape? Shape(int input) => Required(input).Shape;

    /// <summary>The elements of an integer input as far as known, or null.</summary>
    public Dimension[]? Known(int input) => node.Input(input)?.Known;

    /// <summary>The elements of an integer input when all are known numbers, or null.</summary>
    public long[]? KnownNumbers(int input) =>
        Known(input) is { } known && Array.TrueForAll(known, d => d.IsNumber) ? Array.ConvertAll(known, d => d.Number) : null;

    /// <summary>The tensor of a constant input, or null.</summary>
    public DenseTensor? Constant(int input) => node.Input(input)?.Constant;

    /// <summary>Says type and shape of an output, and the elements of a small integer output where they are known.</summary>
    /// <exception cref="InvalidModelException">They contradict what the network declares for this output.</exception>
    public void Set(int output, ElementType type, SymbolicShape? shape, Dimension[]? known = null)
    {
        if (output >= node.Outputs.Count || node.Outputs[output] is not { } value) return;
        if (value.Type != ElementType.Undefined && type != ElementType.Undefined && value.Type != type)
            throw Fail($"gives {type.DisplayName()} for '{value.Name}', which is declared as {value.Type.DisplayName()}");
        if (type != ElementType.Undefined) value.Type = type;
        value.Shape = Merge(value, shape);
        value.Known = known ?? value.Known;
    }

    /// <summary>What the sequence or optional of an input holds, undefined where that is not known.</summary>
    public ElementType ItemType(int input) => Required(input).ItemType;

    /// <summary>Says that an output is a sequence or an optional of values of a type.</summary>
    public void SetContainer(int output, ElementType container, ElementType item)
    {
        if (output >= node.Outputs.Count || node.Outputs[output] is not { } value) return;
        Set(output, container, null);
        if (item != ElementType.Undefined) value.ItemType = item;
    }

    /// <summary>Lets an output be whatever another value is; a shape that the two may not share is given apart.</summary>
    public void SetLike(int output, Value other, SymbolicShape? shape)
    {
        if (other.Type.IsContainer()) SetContainer(output, other.Type, other.ItemType);
        else Set(output, other.Type, shape);
    }

    /// <summary>An exception that names the node; to be thrown.</summary>
    public InvalidModelException Fail(string problem) => new($"{node.Describe()} {problem}.");

    private Value Required(int input) => node.Input(input) ?? throw Fail($"lacks its input number {input}");

    // What was declared and what is inferred may each know more about some axis.
    private SymbolicShape? Merge(Value value, SymbolicShape? inferred)
    {
        if (inferred is null || value.Shape is not { } declared) return inferred ?? value.Shape;
        if (declared.Rank != inferred.Rank) throw Fail($"gives the shape {inferred} for '{value.Name}', which is declared as {declared}");
        var merged = new Dimension[declared.Rank];
        for (int i = 0; i < merged.Length; i++)
        {
            Dimension a = inferred[i], b = declared[i];
            if (a.IsNumber && b.IsNumber && a.Number != b.Number)
                throw Fail($"gives the shape {inferred} for '{value.Name}', which is declared as {declared}");
            merged[i] = a.IsNumber ? a : b.IsNumber ? b : a.IsUnknown ? b : a;
        }
        return new SymbolicShape(merged);
    }
}
