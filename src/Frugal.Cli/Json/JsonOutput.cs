using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Frugal.Cli.Options;
using Frugal.Cli.Verbs;
using Frugal.Graphs;

namespace Frugal.Cli.Json;

/// <summary>Writes what <c>--json</c> asks for.</summary>
internal static class JsonOutput
{
    public static void Write<T>(VerbContext context, JsonTypeInfo<T> type, Func<T> document) where T : JsonDocument
    {
        if (context.Get(OutputOptions.Json) is not { } path) return;
        if (path == OutputOptions.StandardOutput)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(document(), type));
            return;
        }
        byte[] bytes = JsonSerializer.SerializeToUtf8Bytes(document(), type);
        AtomicFile.Write(path, stream =>
        {
            stream.Write(bytes);
            stream.WriteByte((byte)'\n');
        });
    }

    /// <summary>A number that JSON can hold, or null.</summary>
    public static double? Number(double value) => double.IsFinite(value) ? value : null;
}
