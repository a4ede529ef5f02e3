using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;

namespace Frugal.Samples.WebApi;

/// <summary>
/// <c>POST /classify</c>: a picture as <c>application/octet-stream</c> (a byte a pixel) or <c>application/json</c> (<c>{"pixels": [0, …, 255]}</c>); the answer is
/// <c>{"class": 7, "scores": […]}</c>. What is wrong with a request comes back as a problem document (RFC 9457): 400, 413 or 415.
/// </summary>
public static class ClassifyEndpoint
{
    /// <summary>The most bytes that a request may have.</summary>
    public const int LargestBody = 64 * 1024;

    /// <summary>Answers one request.</summary>
    public static async Task Handle(HttpContext context, Classifier classifier)
    {
        string kind = context.Request.ContentType?.Split(';')[0].Trim().ToLowerInvariant() ?? "";
        if (kind is not ("application/json" or "application/octet-stream"))
        {
            await Problem(context, StatusCodes.Status415UnsupportedMediaType, "The content type must be application/octet-stream (a byte a pixel) or application/json.");
            return;
        }
        byte[] body = ArrayPool<byte>.Shared.Rent(LargestBody + 1);
        Classifier.Request request = classifier.Rent();
        try
        {
            int length = await Read(context, body);
            if (length > LargestBody)
            {
                await Problem(context, StatusCodes.Status413PayloadTooLarge, $"A request may have {LargestBody:N0} bytes.");
                return;
            }
            string? wrong = kind == "application/json" ? FromJson(body.AsSpan(0, length), request.Pixels) : FromBytes(body.AsSpan(0, length), request.Pixels);
            if (wrong is not null)
            {
                await Problem(context, StatusCodes.Status400BadRequest, wrong);
                return;
            }
            classifier.Run(request);
            Write(context, request.Scores);
            await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
        }
        catch (BadHttpRequestException e)
        {
            await Problem(context, e.StatusCode, e.Message); // the server's own limits
        }
        finally
        {
            classifier.Return(request);
            ArrayPool<byte>.Shared.Return(body);
        }
    }

    // Stops one byte beyond what is allowed, whatever the header says.
    private static async ValueTask<int> Read(HttpContext context, byte[] body)
    {
        if (context.Request.ContentLength > LargestBody) return LargestBody + 1;
        int length = 0;
        while (length <= LargestBody && await context.Request.Body.ReadAsync(body.AsMemory(length, LargestBody + 1 - length), context.RequestAborted) is > 0 and var read) length += read;
        return length;
    }

    private static string? FromBytes(ReadOnlySpan<byte> body, Span<float> pixels)
    {
        if (body.Length != pixels.Length) return $"The network takes {pixels.Length} bytes, a byte a pixel; the request has {body.Length}.";
        for (int i = 0; i < pixels.Length; i++) pixels[i] = body[i];
        return null;
    }

    private static string? FromJson(ReadOnlySpan<byte> body, Span<float> pixels)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return "The body must be a JSON object with the field 'pixels'.";
            bool found = false;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                bool pixelField = reader.ValueTextEquals("pixels"u8);
                reader.Read();
                if (!pixelField) reader.Skip();
                else if (ReadPixels(ref reader, pixels) is { } wrong) return wrong;
                else found = true;
            }
            while (reader.Read()) { } // anything behind the object is an error
            return found ? null : "The body has no field 'pixels'.";
        }
        catch (JsonException e)
        {
            return $"The body is no JSON: {e.Message}";
        }
    }

    private static string? ReadPixels(ref Utf8JsonReader reader, Span<float> pixels)
    {
        if (reader.TokenType != JsonTokenType.StartArray) return "'pixels' must be an array of numbers.";
        int count = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetSingle(out float value) || !(value is >= 0 and <= 255))
                return $"Pixel {count} is no number from 0 to 255.";
            if (count < pixels.Length) pixels[count] = value;
            count++;
        }
        return count == pixels.Length ? null : $"The network takes {pixels.Length} pixels; the request has {count}.";
    }

    private static void Write(HttpContext context, ReadOnlySpan<float> scores)
    {
        context.Response.ContentType = "application/json";
        int best = 0;
        for (int i = 1; i < scores.Length; i++)
            if (scores[i] > scores[best]) best = i;
        using var writer = new Utf8JsonWriter(context.Response.BodyWriter);
        writer.WriteStartObject();
        writer.WriteNumber("class"u8, best);
        writer.WriteStartArray("scores"u8);
        foreach (float score in scores) writer.WriteNumberValue(score);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static Task Problem(HttpContext context, int status, string detail)
    {
        context.Response.StatusCode = status;
        var problem = new ProblemDetails { Status = status, Title = "The request cannot be answered.", Detail = detail };
        return context.Response.WriteAsJsonAsync(problem, ApiJson.Default.ProblemDetails, "application/problem+json", context.RequestAborted);
    }
}
