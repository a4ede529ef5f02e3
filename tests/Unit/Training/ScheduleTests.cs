using Frugal.Training;
using Xunit;

namespace Frugal.Tests.Training;

public sealed class ScheduleTests
{
    [Theory]
    [InlineData(0, .04, .95)]
    [InlineData(10, .29516395, .92342)]
    [InlineData(29, 1, .85)]
    [InlineData(30, .99949654, .85005)]
    [InlineData(50, .79389345, .870611)]
    [InlineData(99, 4e-6, .95)]
    public void One_cycle_has_the_tabulated_rates_and_momenta(int step, double rate, double momentum)
    {
        var schedule = new OneCycleSchedule();
        Assert.Equal(rate, schedule.Factor(step, 100), 5e-9);
        Assert.Equal(momentum, schedule.Momentum(step, 100)!.Value, 5e-6);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(25, .85355339)]
    [InlineData(50, .5)]
    [InlineData(100, 0)]
    public void Cosine_falls_along_half_a_wave(int step, double factor) => Assert.Equal(factor, new CosineSchedule().Factor(step, 100), 8);

    [Fact]
    public void Cosine_ends_at_its_final_factor() => Assert.Equal(0.1, new CosineSchedule { Final = 0.1 }.Factor(80, 80), 12);

    [Fact]
    public void Steps_fall_at_each_milestone_and_stay()
    {
        var schedule = new StepSchedule { Milestones = [0.5, 0.75], Decay = 0.1 };
        Assert.Equal([1, 1, 0.1, 0.1, 0.01, 0.01], ((int[])[0, 49, 50, 74, 75, 99]).Select(s => Math.Round(schedule.Factor(s, 100), 12)));
    }

    [Fact]
    public void Warmup_rises_linearly_and_multiplies_the_schedule()
    {
        var schedule = new ConstantSchedule { WarmupSteps = 4 };
        Assert.Equal([0.25, 0.5, 0.75, 1, 1], Enumerable.Range(0, 5).Select(s => schedule.Factor(s, 100)));
        Assert.Equal(0.5 * new CosineSchedule().Factor(1, 10), new CosineSchedule { WarmupSteps = 4 }.Factor(1, 10), 12);
    }
}
