using System.Text.Json.Serialization;

namespace Frugal.Cli.Json;

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EvalDocument))]
[JsonSerializable(typeof(InspectDocument))]
[JsonSerializable(typeof(TrainDocument))]
[JsonSerializable(typeof(CompressDocument))]
[JsonSerializable(typeof(OptimizeDocument))]
[JsonSerializable(typeof(VerifyDocument))]
[JsonSerializable(typeof(RunDocument))]
[JsonSerializable(typeof(BenchDocument))]
[JsonSerializable(typeof(PackDocument))]
[JsonSerializable(typeof(UnpackDocument))]
[JsonSerializable(typeof(DoctorDocument))]
internal sealed partial class CliJson : JsonSerializerContext;
