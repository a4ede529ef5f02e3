namespace Frugal.Cli.Json;

/// <summary>What every JSON document of the tool begins with; docs/cli/json.md describes all of them.</summary>
internal abstract record JsonDocument
{
    /// <summary>The version of all formats together; raised when a field changes its meaning or goes away, not when one is added.</summary>
    public int Version { get; init; } = 1;

    /// <summary>Which verb's document it is.</summary>
    public abstract string Kind { get; }

    /// <summary>The tool that wrote it.</summary>
    public required string Tool { get; init; }

    /// <summary>The command line.</summary>
    public required string Command { get; init; }

    /// <summary>The time that the command took.</summary>
    public required double Seconds { get; init; }
}
