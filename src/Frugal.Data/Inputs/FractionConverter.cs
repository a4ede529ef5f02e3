using System.Text.Json;
using System.Text.Json.Serialization;

namespace Frugal.Data;

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
