using Frugal.Kernels;
using Xunit;

namespace Frugal.Tests.Kernels;

public sealed class WorkerPoolTests
{
    private sealed class CountingJob(int tiles, int threads) : ITileJob
    {
        public readonly int[] Counts = new int[tiles];
        public readonly int[] Inside = new int[threads];
        public bool WorkerIndexShared;

        public void Run(int tile, int worker)
        {
            if (Interlocked.Increment(ref Inside[worker]) != 1) WorkerIndexShared = true;
            Interlocked.Increment(ref Counts[tile]);
            Interlocked.Decrement(ref Inside[worker]);
        }
    }

    private sealed class ActionJob(Action<int, int> action) : ITileJob
    {
        public void Run(int tile, int worker) => action(tile, worker);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public void Every_tile_runs_exactly_once_under_stress(int threads)
    {
        using var pool = new WorkerPool(threads);
        for (int round = 0; round < 3000; round++)
        {
            int tiles = round % 17;
            var job = new CountingJob(tiles, threads);
            pool.Run(job, tiles);
            Assert.All(job.Counts, count => Assert.Equal(1, count));
            Assert.False(job.WorkerIndexShared);
            if (round % 500 == 0) Thread.Sleep(1); // lets workers fall asleep between jobs
        }
    }

    [Fact]
    public async Task Concurrent_callers_each_get_all_their_tiles_done()
    {
        using var pool = new WorkerPool(4);
        var callers = new Task[6];
        for (int c = 0; c < callers.Length; c++)
        {
            callers[c] = Task.Run(() =>
            {
                for (int round = 0; round < 500; round++)
                {
                    var job = new CountingJob(13, 4);
                    pool.Run(job, 13);
                    Assert.All(job.Counts, count => Assert.Equal(1, count));
                    Assert.False(job.WorkerIndexShared);
                }
            }, TestContext.Current.CancellationToken);
        }
        await Task.WhenAll(callers);
    }

    [Fact]
    public void A_call_from_inside_a_tile_runs_inline_with_the_same_worker_index()
    {
        using var pool = new WorkerPool(3);
        int inner = 0, moved = 0;
        pool.Run(new ActionJob((_, worker) =>
        {
            int thread = Environment.CurrentManagedThreadId;
            pool.Run(new ActionJob((_, innerWorker) =>
            {
                Interlocked.Increment(ref inner);
                if (innerWorker != worker || Environment.CurrentManagedThreadId != thread) Interlocked.Increment(ref moved);
            }), 5);
        }), 20);
        Assert.Equal(100, inner);
        Assert.Equal(0, moved);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void An_exception_in_a_tile_reaches_the_caller_and_the_pool_stays_usable(int threads)
    {
        using var pool = new WorkerPool(threads);
        for (int round = 0; round < 200; round++)
        {
            int bad = round % 8;
            var thrown = Assert.Throws<InvalidOperationException>(() => pool.Run(new ActionJob((tile, _) =>
            {
                if (tile == bad) throw new InvalidOperationException($"tile {tile}");
            }), 8));
            Assert.Equal($"tile {bad}", thrown.Message);
            var job = new CountingJob(9, threads);
            pool.Run(job, 9);
            Assert.All(job.Counts, count => Assert.Equal(1, count));
        }
    }

    [Fact]
    public void A_parked_pool_works_again()
    {
        using var pool = new WorkerPool(3);
        for (int round = 0; round < 200; round++)
        {
            var job = new CountingJob(10, 3);
            pool.Run(job, 10);
            pool.Park();
            Assert.All(job.Counts, count => Assert.Equal(1, count));
        }
    }

    [Fact]
    public void Background_threads_work_while_the_caller_is_busy()
    {
        using var pool = new WorkerPool(2);
        // Either tile can only end when both have begun: this needs two threads.
        using var both = new Barrier(2);
        pool.Run(new ActionJob((_, _) => Assert.True(both.SignalAndWait(TimeSpan.FromSeconds(20)))), 2);
    }

    [Fact]
    public void The_number_of_threads_can_be_changed_between_calls()
    {
        using var pool = new WorkerPool(1);
        foreach (int threads in new[] { 3, 1, 5, 2 })
        {
            pool.Threads = threads;
            Assert.Equal(threads, pool.Threads);
            var job = new CountingJob(50, threads);
            pool.Run(job, 50);
            Assert.All(job.Counts, count => Assert.Equal(1, count));
        }
    }

    [Fact]
    public void A_disposed_pool_still_does_its_tiles_inline()
    {
        var pool = new WorkerPool(3);
        pool.Run(new CountingJob(5, 3), 5);
        pool.Dispose();
        var job = new CountingJob(5, 1);
        pool.Run(job, 5);
        Assert.All(job.Counts, count => Assert.Equal(1, count));
    }

    [Fact]
    public void A_call_allocates_nothing()
    {
        using var pool = new WorkerPool(3);
        var job = new CountingJob(10, 3);
        for (int i = 0; i < 1000; i++) pool.Run(job, 10);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++) pool.Run(job, 10);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
