namespace Frugal.Compression;

/// <summary>What a run depends on. Two runs with the same identity make the same decisions, but for the clock.</summary>
internal sealed record RunIdentity
{
    public required string Tool { get; init; }

    public required string InstructionSet { get; init; }

    public required string Recipe { get; init; }

    public required string Network { get; init; }

    public required string Data { get; init; }

    public required string Input { get; init; }

    public required string TimeLimit { get; init; }

    /// <summary>In what this differs from the run that a folder belongs to, in words; null: in nothing.</summary>
    public string? DifferenceFrom(RunIdentity other)
    {
        (string What, string Mine, string Theirs)[] parts =
        [
            ("tool version", Tool, other.Tool),
            ("instruction set", InstructionSet, other.InstructionSet),
            ("model", Network, other.Network),
            ("data", Data, other.Data),
            ("input specification", Input, other.Input),
            ("time limit", TimeLimit, other.TimeLimit),
            ("recipe, seed or allowance", Recipe, other.Recipe),
        ];
        string[] different = [.. parts.Where(p => p.Mine != p.Theirs).Select(p => p.What)];
        return different.Length == 0 ? null : string.Join(" and ", different);
    }
}
