using System.Text.Json;
using System.Text.Json.Serialization;
using Frugal.Data;

namespace Frugal.Compression;

/// <summary>Lets an input specification stand in a recipe in the same form as in its own file.</summary>
internal sealed class InputSpecificationConverter : JsonConverter<InputSpecification>
{
    public override InputSpecification Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using JsonDocument document = JsonDocument.ParseValue(ref reader);
        try
        {
            return InputSpecification.FromJson(document.RootElement.GetRawText());
        }
        catch (FormatException e)
        {
            throw new JsonException($"the input specification is not valid: {e.Message}");
        }
    }

    public override void Write(Utf8JsonWriter writer, InputSpecification value, JsonSerializerOptions options) => writer.WriteRawValue(value.ToMetadata());
}
