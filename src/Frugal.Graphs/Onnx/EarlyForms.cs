using Frugal.Tensors;

namespace Frugal.Graphs.Onnx;

/// <summary>
/// Nodes of operator sets 1 to 6 in the form of set 7, from which each operator goes on by itself. What they had in common:
/// <c>consumed_inputs</c>, which said what may be overwritten, and broadcasting that had to be asked for.
/// </summary>
internal static class EarlyForms
{
    /// <summary>The operator set from which on operators know their own older forms.</summary>
    public const int FirstOrdinaryOpset = 7;

    private static readonly HashSet<string> Broadcasting = ["Add", "Sub", "Mul", "Div", "Pow", "And", "Or", "Xor", "Equal", "Less", "Greater"];

    private static readonly Dictionary<string, ElementType> TypeNames = new()
    {
        ["FLOAT"] = ElementType.Float32, ["DOUBLE"] = ElementType.Float64, ["FLOAT16"] = ElementType.Float16, ["BOOL"] = ElementType.Bool,
        ["INT8"] = ElementType.Int8, ["INT16"] = ElementType.Int16, ["INT32"] = ElementType.Int32, ["INT64"] = ElementType.Int64,
        ["UINT8"] = ElementType.UInt8, ["UINT16"] = ElementType.UInt16, ["UINT32"] = ElementType.UInt32, ["UINT64"] = ElementType.UInt64, ["STRING"] = ElementType.String,
    };

    /// <summary>Changes a node of an operator set below 7.</summary>
    /// <exception cref="UnsupportedOperatorException">The old form cannot be expressed.</exception>
    public static void Update(NodeForm form, int version)
    {
        form.Attributes = form.Attributes.Without("consumed_inputs");
        string name = form.Id.Name;
        if (Broadcasting.Contains(name)) UpdateBroadcasting(form);
        switch (name)
        {
            case "Gemm": form.Attributes = form.Attributes.Without("broadcast"); break;
            case "BatchNormalization" or "Dropout": form.Attributes = form.Attributes.Without("is_test"); break;
            case "PRelu": SpreadChannels(form); break;
            case "LSTM" or "GRU" or "RNN": form.Attributes = form.Attributes.Without("output_sequence"); break;
            case "Cast" when form.Attributes.Find("to") is string type:
                form.Attributes = form.Attributes.With("to", (long)(TypeNames.TryGetValue(type, out ElementType known) ? known : throw new UnsupportedOperatorException($"The element type '{type}' is not supported.")));
                break;
            case "Concat" when !form.Attributes.Has("axis"): form.Attributes = form.Attributes.With("axis", 1); break;
            case "Reshape" when version < 5: form.AttributeToInput("shape", 1); break;
            case "Pad" when form.Attributes.Find("paddings") is { } pads: form.Attributes = form.Attributes.Without("paddings").With("pads", pads); break;
            case "Selu" when version < 6:
                if (!form.Attributes.Has("alpha")) form.Attributes = form.Attributes.With("alpha", 1.6732f);
                if (!form.Attributes.Has("gamma")) form.Attributes = form.Attributes.With("gamma", 1.0507f);
                break;
            case "LpPool" or "GlobalLpPool" when form.Attributes.Find("p") is float p: form.Attributes = form.Attributes.With("p", (long)p); break;
            case "Tile" when version < 6: UpdateTile(form); break;
        }
    }

    // With an axis, the second operand's axes are aligned from there instead of at the last one.
    private static void UpdateBroadcasting(NodeForm form)
    {
        object? axis = form.Attributes.Find("axis");
        bool broadcasts = form.Attributes.Flag("broadcast", false);
        form.Attributes = form.Attributes.Without("broadcast").Without("axis");
        if (broadcasts && axis is long first) AppendAxes(form, first);
    }

    // A slope for each channel of [N, C, …].
    private static void SpreadChannels(NodeForm form)
    {
        if (form.Inputs[1]!.Shape is { Rank: 1 } slope && slope[0] != 1) AppendAxes(form, 1);
    }

    private static void AppendAxes(NodeForm form, long first)
    {
        if (form.Inputs[0]!.Shape is not { } left || form.Inputs[1]!.Shape is not { } right)
            throw new UnsupportedOperatorException($"{form.Id} broadcasts along an axis of operands whose ranks are unknown, which is not supported; export it in operator set 7 or later.");
        long behind = left.Rank - right.Rank - (first < 0 ? first + left.Rank : first);
        if (behind <= 0) return;
        if (form.Inputs[1]!.Constant is not { } constant)
            throw new UnsupportedOperatorException($"{form.Id} broadcasts a computed operand along axis {first}, which is not supported; export it in operator set 7 or later.");
        form.SetInput(1, constant.Reshape(new Shape([.. constant.Shape.ToArray(), .. Enumerable.Repeat(1, (int)behind)])), "operand");
    }

    // Inputs data, tiles, axis, both of the latter single numbers.
    private static void UpdateTile(NodeForm form)
    {
        if (form.Inputs.Count < 3) return;
        if (form.Inputs[0]!.Shape is not { } shape || form.Inputs[1]!.Constant is not { } tiles || form.Inputs[2]!.Constant is not { } axis)
            throw new UnsupportedOperatorException("Tile repeats along an axis that is known only when the network runs, which is not supported; export it in operator set 6 or later.");
        long[] repeats = [.. Enumerable.Repeat(1L, shape.Rank)];
        repeats[(int)axis.ToDoubles()[0]] = (long)tiles.ToDoubles()[0];
        form.Inputs.RemoveAt(2);
        form.SetInput(1, DenseTensor.Vector(repeats), "repeats");
    }
}
