using System.Numerics;
using System.Runtime.InteropServices;
using Frugal.Graphs;
using Frugal.Graphs.Operators;
using Frugal.Kernels;
using Frugal.Tensors;

namespace Frugal.Runtime.Kernels;

/// <summary>Fourier transforms of many rows, by one <see cref="FourierPlan{T}"/>, where length and axis are constant.</summary>
internal sealed class FourierKernel : Kernel
{
    public override IReadOnlyList<OperatorId> Operators => [OperatorId.Onnx("DFT")];

    public override Step? Bind(KernelQuery query)
    {
        if (query.Input(1) is { Constant: null } || query.Input(2) is { Constant: null }) return null;
        Operand x = query.Inputs[0]!, y = query.Outputs[0]!;
        DFT.Transformation t = DFT.Transformation.Of(x.Shape, query.Input(1)?.Constant!.ToLongs()[0], query.Input(2)?.Constant!.ToLongs()[0], query.Attributes);
        return x.Type switch
        {
            ElementType.Float32 => new Transforms<float>(t, x, y),
            ElementType.Float64 => new Transforms<double>(t, x, y),
            _ => null,
        };
    }

    private sealed class Transforms<T>(DFT.Transformation t, Operand x, Operand y) : Step where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly FourierPlan<T> plan = FourierPlan<T>.Create(t.Length);
        private readonly int rowsPerTile = Math.Max(1, 16 * 1024 / t.Length);

        public override int Tiles(int phase) => Math.Max(1, (t.Rows + rowsPerTile - 1) / rowsPerTile);

        public override long ScratchBytes => (2L * t.Length + plan.ScratchLength) * System.Runtime.CompilerServices.Unsafe.SizeOf<T>();

        public override void Run(in Buffers buffers, int phase, int tile, Span<byte> scratch)
        {
            Span<T> memory = MemoryMarshal.Cast<byte, T>(scratch), real = memory[..t.Length], imaginary = memory.Slice(t.Length, t.Length), rest = memory[(2 * t.Length)..];
            Span<T> from = buffers.Of<T>(x), to = buffers.Of<T>(y);
            T scale = t.Inverse ? T.One / T.CreateTruncating(t.Length) : T.One;
            int given = Math.Min(t.Length, t.Given);
            for (int row = tile * rowsPerTile; row < Math.Min(t.Rows, (tile + 1) * rowsPerTile); row++)
            {
                real[given..].Clear();
                imaginary[given..].Clear();
                for (int n = 0; n < given; n++)
                {
                    int at = t.From(row, n);
                    (real[n], imaginary[n]) = (from[at], t.Parts == 2 ? from[at + 1] : T.Zero);
                }
                plan.Transform(real, imaginary, t.Inverse, rest);
                for (int k = 0; k < t.Results; k++)
                {
                    int at = t.To(row, k);
                    (to[at], to[at + 1]) = (real[k] * scale, imaginary[k] * scale);
                }
            }
        }

        public override string Describe() => $"{t.Rows} Fourier transforms of {t.Length}";
    }
}
