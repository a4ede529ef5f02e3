using System.Text.Json.Serialization;

namespace Frugal.Training;

/// <summary>What a checkpoint says beside its arrays.</summary>
internal sealed record CheckpointHeader(
    string Fingerprint, long Step, long Epoch, int Batch, double LossSum, double AccuracySum, double SumWeight, double LearningRate,
    long ElapsedTicks, IReadOnlyList<ValidationPoint> History, ValidationPoint? Best, int SinceBest);

[JsonSourceGenerationOptions(NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(CheckpointHeader))]
internal sealed partial class CheckpointJson : JsonSerializerContext;
