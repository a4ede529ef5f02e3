using Frugal.Tensors;

namespace Frugal.Coding;

/// <summary>How symbols lie in a plane, as far as neighbours help to predict them.</summary>
/// <param name="Rows">Rows, the first axis of a tensor.</param>
/// <param name="Columns">Elements of a row.</param>
/// <param name="Block">Elements of a convolution's kernel; 1 where there are none.</param>
/// <param name="Lag">The distance to the neighbour above inside a row: the width of a kernel, or of the picture that a row of weights sees; 0 for none.</param>
internal readonly record struct SymbolMatrixLayout(int Rows, int Columns, int Block, int Lag)
{
    /// <summary>The layout of a shape before a lag is chosen. A vector is one row; axes from the third on form kernels.</summary>
    public static SymbolMatrixLayout Of(Shape shape)
    {
        if (shape.Count == 0) return new SymbolMatrixLayout(0, 0, 1, 0);
        if (shape.Rank < 2) return new SymbolMatrixLayout(1, (int)shape.Count, 1, 0);
        return new SymbolMatrixLayout(shape[0], (int)(shape.Count / shape[0]), (int)shape.Product(2, shape.Rank), 0);
    }
}
