namespace Frugal.Runtime;

/// <summary>
/// One piece of work of a plan, with everything that depends on shapes decided beforehand. A step has one or more phases; all tiles of a
/// phase end before the next begins, and tiles of one phase may run in any order on any threads. How work is cut into tiles depends on shapes
/// only, so that the results are the same bits for any number of threads.
/// </summary>
public abstract class Step
{
    /// <summary>The number of phases.</summary>
    public virtual int Phases => 1;

    /// <summary>The number of tiles of a phase.</summary>
    public abstract int Tiles(int phase);

    /// <summary>The bytes of memory that a running tile needs for itself.</summary>
    public virtual long ScratchBytes => 0;

    /// <summary>The index of an input whose memory the first output may take over when nobody reads that input afterwards, or −1.</summary>
    public virtual int InPlaceInput => -1;

    /// <summary>Computes one tile.</summary>
    public abstract void Run(in Buffers buffers, int phase, int tile, Span<byte> scratch);

    /// <summary>What the step does and with which kernel, for profiles.</summary>
    public abstract string Describe();
}
