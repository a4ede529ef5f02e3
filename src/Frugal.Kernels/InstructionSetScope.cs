namespace Frugal.Kernels;

/// <summary>
/// Forces an instruction set for the kernels that this thread calls while the scope lasts. Tests and benchmarks compare the variants
/// with it; everything else runs on <see cref="InstructionSets.Current"/>.
/// </summary>
internal readonly ref struct InstructionSetScope
{
    [ThreadStatic] private static int forcedPlusOne;
    private readonly int outer;

    public InstructionSetScope(InstructionSet set)
    {
        outer = forcedPlusOne;
        forcedPlusOne = (int)set + 1;
    }

    /// <summary>The forced set of this thread, else the process's.</summary>
    public static InstructionSet Active
    {
        get
        {
            int forced = forcedPlusOne;
            return forced == 0 ? InstructionSets.Current : (InstructionSet)(forced - 1);
        }
    }

    public void Dispose() => forcedPlusOne = outer;
}
