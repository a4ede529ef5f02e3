namespace Frugal.Graphs.Operators;

/// <summary>The weights of one direction of a recurrent operator, or their gradients: W [gates·hidden, inputs], R [gates·hidden, hidden], B [2·gates·hidden], P [3·hidden].</summary>
internal sealed class RecurrentWeights(double[] w, double[] r, double[] b, double[] p, int inputs, int hidden)
{
    public double[] W => w;

    public double[] R => r;

    public double[] B => b;

    public double[] P => p;

    /// <summary>The gradient's memory for weights like these.</summary>
    public RecurrentWeights Zeros() => new(new double[w.Length], new double[r.Length], new double[b.Length], new double[p.Length], inputs, hidden);

    /// <summary>W x + Wb of a gate.</summary>
    public double[] OfInput(int gate, double[] x) => Affine(w, b, gate, 0, x);

    /// <summary>R h + Rb of a gate.</summary>
    public double[] OfHidden(int gate, double[] h) => Affine(r, b, gate, b.Length / 2, h);

    /// <summary>Adds dz xᵀ to W and dz to Wb (this being a gradient), and Wᵀ dz of the weights to dx.</summary>
    public void AddInput(RecurrentWeights weights, int gate, double[] dz, double[] x, double[] dx) => Add(w, weights.W, 0, gate, dz, x, dx);

    /// <summary>Adds dz hᵀ to R and dz to Rb (this being a gradient), and Rᵀ dz of the weights to dh.</summary>
    public void AddHidden(RecurrentWeights weights, int gate, double[] dz, double[] h, double[] dh) => Add(r, weights.R, b.Length / 2, gate, dz, h, dh);

    private double[] Affine(double[] matrix, double[] bias, int gate, int biasOffset, double[] x)
    {
        var z = new double[hidden];
        for (int j = 0; j < hidden; j++)
        {
            int row = gate * hidden + j;
            double sum = bias[biasOffset + row];
            for (int i = 0; i < x.Length; i++) sum += matrix[row * x.Length + i] * x[i];
            z[j] = sum;
        }
        return z;
    }

    private void Add(double[] gradient, double[] matrix, int biasOffset, int gate, double[] dz, double[] x, double[] dx)
    {
        for (int j = 0; j < hidden; j++)
        {
            int row = gate * hidden + j;
            b[biasOffset + row] += dz[j];
            for (int i = 0; i < x.Length; i++)
            {
                gradient[row * x.Length + i] += dz[j] * x[i];
                dx[i] += dz[j] * matrix[row * x.Length + i];
            }
        }
    }
}
