using System.Text.Json.Serialization;

namespace Frugal.Compression;

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(JournalEntry))]
[JsonSerializable(typeof(RunIdentity))]
internal sealed partial class JournalJson : JsonSerializerContext;
