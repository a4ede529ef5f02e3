using Frugal.Graphs;
using Frugal.Kernels;
using Frugal.Tensors;

namespace Frugal.Runtime.Kernels;

/// <summary>
/// What matrix products and convolutions can take along: an addition of a tensor of the result's shape, then an activation.
/// </summary>
/// <param name="Epilogue">The activation.</param>
/// <param name="Residual">What is added before it, or null.</param>
internal sealed record FusedEpilogue(Epilogue Epilogue, Operand? Residual)
{
    /// <summary>Whether a node can still be fused behind those that are.</summary>
    public static bool Accepts(Node node, Node follower, int flowInput, IReadOnlyList<Node> fused)
    {
        if (fused.Count > 0 && IsActivation(fused[^1])) return false;
        if (IsActivation(follower)) return flowInput == 0;
        return fused.Count == 0 && follower.Operator.Id == OperatorId.Onnx("Add")
            && follower.Inputs[1 - flowInput] is { } other && other != follower.Inputs[flowInput]
            && other.Type == ElementType.Float32 && Equals(other.Shape, node.Output.Shape);
    }

    /// <summary>The parameters of the nodes fused behind a query's node.</summary>
    public static FusedEpilogue Of(KernelQuery query)
    {
        Epilogue epilogue = Epilogue.None;
        Operand? residual = null;
        foreach (FusedNode fused in query.Fused)
        {
            if (IsActivation(fused.Node)) epilogue = EpilogueOf(fused.Node);
            else residual = fused.Inputs[1 - fused.FlowInput];
        }
        return new FusedEpilogue(epilogue, residual);
    }

    /// <summary>For profiles: the names of what is fused.</summary>
    public override string ToString() =>
        (Residual is null ? "" : ", residual") + (Epilogue.Activation == Activation.None ? "" : $", {Epilogue.Activation}");

    private static bool IsActivation(Node node) => node.Operator.Id.Domain.Length == 0 && node.Operator.Id.Name switch
    {
        "Relu" or "LeakyRelu" => true,
        "Clip" => node.Inputs.Skip(1).All(i => i is null or { Constant.Type: ElementType.Float32 }),
        _ => false,
    };

    private static Epilogue EpilogueOf(Node node) => node.Operator.Id.Name switch
    {
        "Relu" => Epilogue.Relu,
        "LeakyRelu" => Epilogue.LeakyRelu(node.Attributes.Float("alpha", 0.01f)),
        _ => Epilogue.Clip(Limit(node.Input(1), float.NegativeInfinity), Limit(node.Input(2), float.PositiveInfinity)),
    };

    private static float Limit(Value? value, float otherwise) => value is null ? otherwise : value.Constant!.Span<float>()[0];
}
