using System.Text.Json;
using System.Text.Json.Serialization;

namespace Frugal.Data;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true)]
[JsonSerializable(typeof(InputSpecification))]
[JsonSerializable(typeof(ValidationSplit))]
internal sealed partial class IndentedDataJson : JsonSerializerContext;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(InputSpecification))]
[JsonSerializable(typeof(ValidationSplit))]
internal sealed partial class CompactDataJson : JsonSerializerContext;

/// <summary>Writes 1/255 as a text and reads both numbers and such texts.</summary>
internal sealed class FractionConverter : JsonConverter<double>
{
    public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Number) return reader.GetDouble();
        try
        {
            return Fraction.Parse(reader.GetString() ?? "", "the value");
        }
        catch (FormatException error)
        {
            throw new JsonException(error.Message, error);
        }
    }

    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
    {
        string text = Fraction.Format(value);
        if (text.Contains('/')) writer.WriteStringValue(text);
        else writer.WriteNumberValue(value);
    }
}

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
