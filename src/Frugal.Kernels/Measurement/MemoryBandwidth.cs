using System.Diagnostics;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Frugal.Kernels;

/// <summary>How many bytes a second move between memory and processor: the triad a = b + s·c over arrays that no cache holds (after McCalpin's STREAM, 1995).</summary>
public static class MemoryBandwidth
{
    private const int Elements = 24 << 20; // three arrays of 96 MiB
    private const int Repetitions = 6;
    private const int TilesPerThread = 8;

    /// <summary>The best of several repetitions, in bytes a second; two reads and one write an element are counted, what a write fetches first is not.</summary>
    /// <param name="pool">The threads that read and write at the same time.</param>
    public static double Measure(WorkerPool pool)
    {
        var job = new Triad(pool.Threads * TilesPerThread);
        pool.Run(job, job.Tiles); // first touch
        double best = double.MaxValue;
        for (int i = 0; i < Repetitions; i++)
        {
            long start = Stopwatch.GetTimestamp();
            pool.Run(job, job.Tiles);
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        return 3.0 * sizeof(float) * Elements / best;
    }

    private sealed class Triad(int tiles) : ITileJob
    {
        private readonly float[] a = new float[Elements], b = new float[Elements], c = new float[Elements];

        public int Tiles => tiles;

        public void Run(int tile, int worker)
        {
            int length = Elements / tiles / Vector<float>.Count * Vector<float>.Count, from = tile * length;
            Span<Vector<float>> target = Part(a, from, length);
            ReadOnlySpan<Vector<float>> x = Part(b, from, length), y = Part(c, from, length);
            var s = new Vector<float>(3);
            for (int i = 0; i < target.Length; i++) target[i] = x[i] + s * y[i];
        }

        private static Span<Vector<float>> Part(float[] array, int from, int length) => MemoryMarshal.Cast<float, Vector<float>>(array.AsSpan(from, length));
    }
}
