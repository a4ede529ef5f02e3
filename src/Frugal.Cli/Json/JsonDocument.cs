using System.Text.Json.Serialization;

namespace Frugal.Cli.Json;

/// <summary>What every JSON document of the tool begins with; docs/cli/json.md describes all of them.</summary>
internal abstract record JsonDocument
{
    /// <summary>The version of all formats together; raised when a field changes its meaning or goes away, not when one is added.</summary>
    [JsonPropertyOrder(-5)]
    public int Version { get; init; } = 1;

    /// <summary>Which verb's document it is.</summary>
    [JsonPropertyOrder(-4)]
    public abstract string Kind { get; }

    /// <summary>The tool that wrote it.</summary>
    [JsonPropertyOrder(-3)]
    public required string Tool { get; init; }

    /// <summary>The command line.</summary>
    [JsonPropertyOrder(-2)]
    public required string Command { get; init; }

    /// <summary>The time that the command took.</summary>
    [JsonPropertyOrder(-1)]
    public required double Seconds { get; init; }
}
