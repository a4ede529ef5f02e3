using System.Text.Json;
using System.Text.Json.Serialization;

namespace Frugal.Data;

/// <summary>Image sizes as <c>"224x224"</c>.</summary>
internal sealed class ImageSizeConverter : JsonConverter<ImageSize>
{
    public override ImageSize Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        try
        {
            return ImageSize.Parse(reader.TokenType == JsonTokenType.Number ? $"{reader.GetInt32()}" : reader.GetString() ?? "");
        }
        catch (FormatException error)
        {
            throw new JsonException(error.Message, error);
        }
    }

    public override void Write(Utf8JsonWriter writer, ImageSize value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
