namespace Frugal.Runtime;

/// <summary>One side of a <see cref="Comparison"/>: something that can be run again and again.</summary>
public abstract class TimedEngine
{
    /// <summary>What it is, for tables.</summary>
    public abstract string Name { get; }

    /// <summary>Runs once.</summary>
    public abstract void Run();

    /// <summary>Puts its threads to sleep, so that they do not disturb the other side.</summary>
    public abstract void Park();
}
