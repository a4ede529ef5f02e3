using System.Text.Json.Serialization;

namespace Frugal.Data;

/// <summary>JSON in one line for metadata, unknown fields refused.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(InputDocument))]
[JsonSerializable(typeof(ValidationSplit))]
internal sealed partial class CompactDataJson : JsonSerializerContext;
