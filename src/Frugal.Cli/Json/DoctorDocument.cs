using System.Text.Json.Serialization;

namespace Frugal.Cli.Json;

/// <summary>The result of <c>doctor</c>.</summary>
internal sealed record DoctorDocument : JsonDocument
{
    [JsonPropertyOrder(-4)]
    public override string Kind => "doctor";

    public required IReadOnlyList<PartJson> Parts { get; init; }
}

/// <summary>A part of the environment.</summary>
/// <param name="Name">What --require calls it.</param>
/// <param name="Found">Whether it is there.</param>
/// <param name="Detail">What was found, or how to get it.</param>
internal sealed record PartJson(string Name, bool Found, string Detail);
