using Frugal.Tensors;

namespace Frugal.Graphs;

/// <summary>Receives what <see cref="Operator.Reference"/> computes.</summary>
public sealed class OutputSink
{
    private readonly DenseTensor?[] tensors;
    private readonly bool[] wanted;

    /// <summary>A sink for the outputs of a node.</summary>
    public OutputSink(Node node)
    {
        tensors = new DenseTensor?[node.Outputs.Count];
        wanted = [.. node.Outputs.Select(o => o is not null)];
    }

    /// <summary>Whether somebody reads this output.</summary>
    public bool Wants(int index) => index < wanted.Length && wanted[index];

    /// <summary>Makes the tensor of an output; filled by the caller.</summary>
    public DenseTensor Allocate(int index, ElementType type, Shape shape)
    {
        var tensor = DenseTensor.Zeros(type, shape);
        Set(index, tensor);
        return tensor;
    }

    /// <summary>Sets an output; one that nobody reads is dropped.</summary>
    public void Set(int index, DenseTensor tensor)
    {
        if (Wants(index)) tensors[index] = tensor;
    }

    /// <summary>Sets an output from float64 values, rounded once to the type.</summary>
    public void Set(int index, ElementType type, Shape shape, double[] values) => Set(index, TensorValues.FromDoubles(type, shape, values));

    /// <summary>The outputs that were set.</summary>
    public IReadOnlyList<DenseTensor?> Tensors => tensors;
}
