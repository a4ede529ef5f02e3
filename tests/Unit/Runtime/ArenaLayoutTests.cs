using Frugal.Runtime;
using Frugal.Tensors;
using Xunit;

namespace Frugal.Tests.Runtime;

public sealed class ArenaLayoutTests
{
    [Fact]
    public void Buffers_alive_at_the_same_time_never_overlap()
    {
        var random = new RandomStream(11);
        for (int trial = 0; trial < 300; trial++)
        {
            ArenaLayout.Lifetime[] lifetimes = [.. Enumerable.Range(0, 1 + random.NextInt32(40)).Select(_ => Random(ref random))];
            var (offsets, total) = ArenaLayout.Place(lifetimes);
            for (int i = 0; i < lifetimes.Length; i++)
            {
                Assert.Equal(0, offsets[i] % DenseTensor.Alignment);
                Assert.True(offsets[i] >= 0 && offsets[i] + lifetimes[i].Bytes <= total, $"trial {trial}: buffer {i} leaves the arena");
                for (int j = 0; j < i; j++)
                    Assert.False(AliveTogether(lifetimes[i], lifetimes[j]) && Overlap(offsets[i], lifetimes[i].Bytes, offsets[j], lifetimes[j].Bytes),
                        $"trial {trial}: buffers {i} and {j} overlap");
            }
        }
    }

    [Fact]
    public void The_arena_is_never_larger_than_all_buffers_and_never_smaller_than_what_one_step_needs()
    {
        var random = new RandomStream(12);
        for (int trial = 0; trial < 100; trial++)
        {
            ArenaLayout.Lifetime[] lifetimes = [.. Enumerable.Range(0, 1 + random.NextInt32(30)).Select(_ => Random(ref random))];
            long needed = Enumerable.Range(0, 30).Max(step => lifetimes.Where(l => l.First <= step && step <= l.Last).Sum(l => l.Bytes));
            long all = lifetimes.Sum(l => (l.Bytes + DenseTensor.Alignment - 1) / DenseTensor.Alignment * DenseTensor.Alignment);
            Assert.InRange(ArenaLayout.Place(lifetimes).TotalBytes, needed, all);
        }
    }

    [Fact]
    public void A_chain_of_equal_buffers_takes_two_places()
    {
        ArenaLayout.Lifetime[] chain = [.. Enumerable.Range(0, 10).Select(i => new ArenaLayout.Lifetime(1024, i, i + 1))];
        Assert.Equal(2048, ArenaLayout.Place(chain).TotalBytes);
    }

    private static ArenaLayout.Lifetime Random(ref RandomStream random)
    {
        int first = random.NextInt32(20);
        return new ArenaLayout.Lifetime(random.NextInt32(5000), first, first + random.NextInt32(10));
    }

    private static bool AliveTogether(ArenaLayout.Lifetime a, ArenaLayout.Lifetime b) => a.First <= b.Last && b.First <= a.Last;

    private static bool Overlap(long a, long aBytes, long b, long bBytes) => a < b + bBytes && b < a + aBytes && aBytes > 0 && bBytes > 0;
}
