using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Frugal.Kernels;

/// <summary>
/// The threads that run tiles: the caller and <see cref="Threads"/> − 1 background threads, which take tiles from a shared counter. After
/// work they spin for some microseconds, then sleep. A caller that finds the pool busy, or is itself inside a tile of it, does its
/// tiles inline. A call allocates nothing.
/// </summary>
public sealed class WorkerPool : IDisposable
{
    private const int Open = 1 << 30;
    private const int CallerSleeps = 1 << 29;
    private const int CountMask = CallerSleeps - 1;
    private const int SpinMicroseconds = 30;
    private static readonly long SpinTicks = Environment.ProcessorCount > 1 ? Stopwatch.Frequency * SpinMicroseconds / 1_000_000 : 0;

    [ThreadStatic] private static WorkerPool? insidePool;
    [ThreadStatic] private static int insideWorker;

    private readonly Lock resizing = new();
    private readonly SemaphoreSlim wake = new(0);
    private readonly SemaphoreSlim finished = new(0);
    private Thread[]? workers;
    private int threads;

    // The job in progress. Workers may read it only between joining and leaving the gate.
    private ITileJob? job;
    private int tiles;
    private ExceptionDispatchInfo? failure;
    private PaddedCounter next;

    // Gate: Open while tiles are handed out, CallerSleeps while the caller waits for the last of them, and the number of workers inside.
    private PaddedCounter gate;
    private int busy;
    private int sleeping;
    private int parkRequests;
    private volatile bool stopping;
    private bool disposed;

    /// <summary>A pool of this many threads, the caller among them. The background threads start with the first work for them.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than one thread.</exception>
    public WorkerPool(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        this.threads = threads;
    }

    /// <summary>The pool of the process: one thread per processor until <see cref="Threads"/> is set.</summary>
    public static WorkerPool Shared { get; } = new(Environment.ProcessorCount);

    /// <summary>The number of threads that may work for one call, the caller included. Setting it waits for work in progress.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to fewer than one thread.</exception>
    /// <exception cref="InvalidOperationException">Set from inside a tile.</exception>
    public int Threads
    {
        get => Volatile.Read(ref threads);
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            if (insidePool == this) throw new InvalidOperationException("The number of threads cannot be changed from inside a tile.");
            lock (resizing)
            {
                ObjectDisposedException.ThrowIf(disposed, this);
                if (value == threads) return;
                AcquireForResize();
                StopWorkers();
                Volatile.Write(ref threads, value);
                Volatile.Write(ref busy, 0);
            }
        }
    }

    /// <summary>Runs the tiles 0 … <paramref name="tileCount"/> − 1 of a job and returns when all are done.</summary>
    /// <remarks>If a tile throws, tiles not yet begun are skipped and the first exception is thrown here; the pool stays usable.</remarks>
    public void Run(ITileJob work, int tileCount)
    {
        ArgumentNullException.ThrowIfNull(work);
        if (tileCount <= 0) return;
        bool nested = insidePool == this;
        if (tileCount == 1 || threads == 1 || nested || Interlocked.CompareExchange(ref busy, 1, 0) != 0)
            RunInline(work, tileCount, nested ? insideWorker : 0);
        else
            RunParallel(work, tileCount);
    }

    /// <summary>
    /// Sends spinning workers to sleep and returns when they do, so that they take no time from something else that is being measured.
    /// Workers inside another caller's work finish that first and are not waited for.
    /// </summary>
    public void Park()
    {
        Interlocked.Increment(ref parkRequests);
        while (workers is { } all && Volatile.Read(ref sleeping) < all.Length && Volatile.Read(ref busy) == 0 && !stopping)
            Thread.Yield();
    }

    /// <summary>Ends the background threads, after work in progress. Later calls of <see cref="Run"/> do their tiles inline.</summary>
    public void Dispose()
    {
        lock (resizing)
        {
            if (disposed) return;
            disposed = true;
            AcquireForResize();
            StopWorkers();
            Volatile.Write(ref threads, 1);
            Volatile.Write(ref busy, 0);
            wake.Dispose();
            finished.Dispose();
        }
    }

    private void RunInline(ITileJob work, int tileCount, int worker)
    {
        WorkerPool? outerPool = insidePool;
        int outerWorker = insideWorker;
        insidePool = this;
        insideWorker = worker;
        try
        {
            for (int tile = 0; tile < tileCount; tile++) work.Run(tile, worker);
        }
        finally
        {
            insidePool = outerPool;
            insideWorker = outerWorker;
        }
    }

    private void RunParallel(ITileJob work, int tileCount)
    {
        if (workers is null) StartWorkers();
        job = work;
        tiles = tileCount;
        failure = null;
        next.Value = 0;
        Interlocked.Exchange(ref gate.Value, Open);
        WakeSleepers(tileCount - 1);

        TakeTiles(0);

        Interlocked.And(ref gate.Value, ~Open);
        AwaitWorkers();
        ExceptionDispatchInfo? thrown = failure;
        job = null;
        failure = null;
        Volatile.Write(ref busy, 0);
        thrown?.Throw();
    }

    private void TakeTiles(int worker)
    {
        WorkerPool? outerPool = insidePool;
        int outerWorker = insideWorker;
        insidePool = this;
        insideWorker = worker;
        try
        {
            ITileJob work = job!;
            int count = tiles;
            int tile;
            while ((tile = Interlocked.Increment(ref next.Value) - 1) < count) work.Run(tile, worker);
        }
        catch (Exception exception)
        {
            Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(exception), null);
            Volatile.Write(ref next.Value, tiles);
        }
        finally
        {
            insidePool = outerPool;
            insideWorker = outerWorker;
        }
    }

    /// <summary>Waits until the workers have finished the tiles that they have begun: spins first, because that is usually short.</summary>
    private void AwaitWorkers()
    {
        long start = 0;
        while (Volatile.Read(ref gate.Value) != 0)
        {
            if (start == 0) start = Stopwatch.GetTimestamp();
            if (Stopwatch.GetTimestamp() - start < SpinTicks)
            {
                Thread.SpinWait(8);
                continue;
            }
            if ((Interlocked.Or(ref gate.Value, CallerSleeps) & CountMask) != 0) finished.Wait();
            Interlocked.Exchange(ref gate.Value, 0);
            return;
        }
    }

    private void WakeSleepers(int useful)
    {
        int asleep = Volatile.Read(ref sleeping);
        if (asleep == 0) return;
        int more = Math.Min(asleep, useful) - wake.CurrentCount;
        if (more > 0) wake.Release(more);
    }

    private void StartWorkers()
    {
        var started = new Thread[threads - 1];
        workers = started;
        for (int i = 0; i < started.Length; i++)
        {
            int worker = i + 1;
            started[i] = new Thread(() => Work(worker)) { IsBackground = true, Name = $"Frugal worker {worker}" };
            started[i].Start();
        }
    }

    private void StopWorkers()
    {
        if (workers is not { } all) return;
        stopping = true;
        wake.Release(all.Length);
        foreach (Thread thread in all) thread.Join();
        while (wake.Wait(0)) { }
        workers = null;
        stopping = false;
    }

    private void AcquireForResize()
    {
        while (Interlocked.CompareExchange(ref busy, 1, 0) != 0) Thread.Yield();
    }

    private void Work(int worker)
    {
        while (!stopping)
        {
            if (TryJoin())
            {
                TakeTiles(worker);
                // The last worker out wakes a caller that sleeps.
                if (Interlocked.Decrement(ref gate.Value) == CallerSleeps) finished.Release();
            }
            else
            {
                AwaitWork();
            }
        }
    }

    private bool WorkIsWaiting => (Volatile.Read(ref gate.Value) & Open) != 0 && Volatile.Read(ref next.Value) < Volatile.Read(ref tiles);

    private bool TryJoin()
    {
        if (!WorkIsWaiting) return false;
        int seen = Volatile.Read(ref gate.Value);
        return (seen & Open) != 0 && Interlocked.CompareExchange(ref gate.Value, seen + 1, seen) == seen;
    }

    private void AwaitWork()
    {
        int requests = Volatile.Read(ref parkRequests);
        long start = Stopwatch.GetTimestamp();
        do
        {
            if (WorkIsWaiting || stopping) return;
            Thread.SpinWait(8);
        }
        while (Stopwatch.GetTimestamp() - start < SpinTicks && Volatile.Read(ref parkRequests) == requests);

        // Announced before the last look, so that a caller either is seen here or sees this sleeper.
        Interlocked.Increment(ref sleeping);
        if (!WorkIsWaiting && !stopping) wake.Wait();
        Interlocked.Decrement(ref sleeping);
    }

    /// <summary>A counter on cache lines of its own: the threads write it all the time, and share nothing else by accident.</summary>
    [InlineArray(48)]
    private struct Padding { private int first; }

    private struct PaddedCounter
    {
#pragma warning disable CS0169, IDE0051 // the padding is never read
        private readonly Padding before;
        public int Value;
        private readonly Padding after;
#pragma warning restore CS0169, IDE0051
    }
}
