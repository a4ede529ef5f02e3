using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Frugal.Kernels;

/// <summary>How many float32 operations a second the processor can make at best: multiply-adds on registers, nothing read or written.</summary>
public static class ProcessorPeak
{
    private const int Accumulators = 12; // latency 4 × 2 ports, and some more; with two operands they fit 16 registers
    private const int Repetitions = 12;
    private const double TargetSeconds = 0.01;

    /// <summary>The best of several repetitions, in operations a second; a multiply-add counts as two.</summary>
    /// <param name="pool">The threads that compute at the same time.</param>
    public static double Measure(WorkerPool pool)
    {
        var job = new Job { Rounds = 100_000 };
        pool.Run(job, pool.Threads);
        job.Rounds = (long)Math.Clamp(job.Rounds * TargetSeconds / Math.Max(Time(job, pool), 1e-6), 1000, 1e10);
        double best = double.MaxValue;
        for (int i = 0; i < Repetitions; i++) best = Math.Min(best, Time(job, pool));
        return 2.0 * Accumulators * job.Width * job.Rounds * pool.Threads / best;
    }

    private static double Time(Job job, WorkerPool pool)
    {
        long start = Stopwatch.GetTimestamp();
        pool.Run(job, pool.Threads);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private sealed class Job : ITileJob
    {
        private readonly InstructionSet set = InstructionSets.Current;
        private float result; // consumed, so that the loop cannot be removed

        public long Rounds { get; set; }

        public int Width => set switch
        {
            InstructionSet.Avx512 => Avx512KernelVector.Width,
            InstructionSet.Avx2 => Avx2KernelVector.Width,
            InstructionSet.Vector128 => Vector128KernelVector.Width,
            _ => 1,
        };

        public void Run(int tile, int worker) => Volatile.Write(ref result, set switch
        {
            InstructionSet.Avx512 => Loop<System.Runtime.Intrinsics.Vector512<float>, Avx512KernelVector>(Rounds),
            InstructionSet.Avx2 => Loop<System.Runtime.Intrinsics.Vector256<float>, Avx2KernelVector>(Rounds),
            InstructionSet.Vector128 => Loop<System.Runtime.Intrinsics.Vector128<float>, Vector128KernelVector>(Rounds),
            _ => Loop<float, ScalarKernelVector>(Rounds),
        });
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Loop<V, K>(long rounds) where V : struct where K : struct, IKernelVector<V>
    {
        V x = K.Broadcast(0.999f), y = K.Broadcast(0.001f);
        V a = y, b = y, c = y, d = y, e = y, f = y, g = y, h = y, i = y, j = y, k = y, l = y;
        for (long n = 0; n < rounds; n++)
        {
            a = K.MultiplyAdd(a, x, y);
            b = K.MultiplyAdd(b, x, y);
            c = K.MultiplyAdd(c, x, y);
            d = K.MultiplyAdd(d, x, y);
            e = K.MultiplyAdd(e, x, y);
            f = K.MultiplyAdd(f, x, y);
            g = K.MultiplyAdd(g, x, y);
            h = K.MultiplyAdd(h, x, y);
            i = K.MultiplyAdd(i, x, y);
            j = K.MultiplyAdd(j, x, y);
            k = K.MultiplyAdd(k, x, y);
            l = K.MultiplyAdd(l, x, y);
        }
        V sum = K.Add(K.Add(K.Add(a, b), K.Add(c, d)), K.Add(K.Add(e, f), K.Add(g, h)));
        return K.Sum(K.Add(sum, K.Add(K.Add(i, j), K.Add(k, l))));
    }
}
