using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;

namespace Frugal.Samples.WebApi;

/// <summary>What the service answers, written without reflection.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Health))]
[JsonSerializable(typeof(ProblemDetails))]
internal sealed partial class ApiJson : JsonSerializerContext;

/// <summary>That the service is ready, and what it takes.</summary>
/// <param name="Status">Always <c>ok</c>.</param>
/// <param name="Network">The file of the network.</param>
/// <param name="Pixels">How many numbers a request holds.</param>
/// <param name="Classes">How many scores an answer holds.</param>
internal sealed record Health(string Status, string Network, int Pixels, int Classes);
