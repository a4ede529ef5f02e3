using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>Shapes and windows that the pooling operators share.</summary>
internal static class PoolShape
{
    /// <summary>The shape after pooling with a node's window; the whole spatial extent is one window where <c>kernel_shape</c> is missing.</summary>
    public static SymbolicShape? Infer(InferContext context)
    {
        if (context.Shape(0) is not { } x) return null;
        if (x.Rank < 3) throw context.Fail($"pools an input of shape {x}, which has no spatial axes");
        if (Kernel(context.Attributes) is not { } kernel) return Global(x);
        if (kernel.Length != x.Rank - 2) throw context.Fail($"has a kernel of {kernel.Length} axes for an input of shape {x}");
        WindowAxis[] axes = WindowAxis.Read(context.Attributes, kernel);
        var y = x.ToArray();
        for (int i = 2; i < y.Length; i++) y[i] = axes[i - 2].Over(x[i]);
        return new SymbolicShape(y);
    }

    /// <summary>The shape after pooling all spatial axes to one position.</summary>
    public static SymbolicShape? Global(SymbolicShape? x)
    {
        if (x is null) return null;
        var y = x.ToArray();
        for (int i = 2; i < y.Length; i++) y[i] = 1;
        return new SymbolicShape(y);
    }

    /// <summary>The node's windows over an input; one window over everything where <c>kernel_shape</c> is missing.</summary>
    public static SlidingWindow Window(NodeAttributes attributes, Shape input)
    {
        ReadOnlySpan<int> extents = input.Dimensions[2..];
        return SlidingWindow.Of(attributes, extents, Kernel(attributes) ?? extents);
    }

    /// <summary>The shape of the pooled output.</summary>
    public static Shape Output(Shape input, SlidingWindow window) => new([input[0], input[1], .. window.Output]);

    /// <summary>
    /// Whether a node's form exists in an operator set: <c>ceil_mode</c> came with version 10, <c>dilations</c> with
    /// <paramref name="dilationsSince"/>. Defaults that an old version does not name are dropped.
    /// </summary>
    public static bool WriteForm(NodeForm form, int version, int dilationsSince)
    {
        if (version < dilationsSince)
        {
            if (form.Attributes.Ints("dilations") is { } dilations && Array.Exists(dilations, d => d != 1)) return false;
            form.Attributes = form.Attributes.Without("dilations");
        }
        if (version < 10)
        {
            if (form.Attributes.Flag("ceil_mode", false)) return false;
            form.Attributes = form.Attributes.Without("ceil_mode");
        }
        return true;
    }

    private static int[]? Kernel(NodeAttributes attributes) =>
        attributes.Ints("kernel_shape") is { } kernel ? Array.ConvertAll(kernel, k => checked((int)k)) : null;

    /// <summary>Samples and channels pass through; positions stay. A pooling that also tells flat positions lets no channel go, for they would change.</summary>
    public static void Tie(TieContext context)
    {
        if (context.Node.Outputs.Count > 1 && context.Node.Outputs[1] is not null) return;
        context.Same(context.Input(0, 0), context.Output(0, 0));
        context.Same(context.Input(0, 1), context.Output(0, 1));
    }
}
