using System.Text.Json;
using System.Text.Json.Serialization;

namespace Frugal.Data;

/// <summary>JSON for people: indented, comments allowed, unknown fields refused.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true)]
[JsonSerializable(typeof(InputDocument))]
internal sealed partial class IndentedDataJson : JsonSerializerContext;
