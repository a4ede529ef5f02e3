using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>A matrix inside an array, possibly seen transposed: what the reference code of matrix products reads.</summary>
internal readonly record struct Matrix(double[] Values, int Offset, int Rows, int Columns, int RowStride, int ColumnStride)
{
    /// <summary>A tensor of rank 2.</summary>
    public static Matrix Of(DenseTensor tensor, bool transposed) => Of(tensor.ToDoubles(), 0, tensor.Shape[0], tensor.Shape[1], transposed);

    /// <summary>Stored rows and columns from an offset on.</summary>
    public static Matrix Of(double[] values, int offset, int rows, int columns, bool transposed) => transposed
        ? new Matrix(values, offset, columns, rows, 1, columns)
        : new Matrix(values, offset, rows, columns, columns, 1);

    /// <summary>The product, row-major.</summary>
    public static double[] Multiply(Matrix left, Matrix right)
    {
        var result = new double[left.Rows * right.Columns];
        AddProduct(left, right, result, 0);
        return result;
    }

    /// <summary>Adds the product to elements of an array.</summary>
    public static void AddProduct(Matrix left, Matrix right, double[] into, int offset)
    {
        if (left.Columns != right.Rows)
            throw new InvalidModelException($"A matrix product has inner extents {left.Columns} and {right.Rows}; they must be equal.");
        for (int i = 0; i < left.Rows; i++)
            for (int k = 0; k < left.Columns; k++)
            {
                double factor = left.Values[left.Offset + i * left.RowStride + k * left.ColumnStride];
                for (int j = 0; j < right.Columns; j++)
                    into[offset + i * right.Columns + j] += factor * right.Values[right.Offset + k * right.RowStride + j * right.ColumnStride];
            }
    }
}
