using System.Text.Json.Serialization;

namespace Frugal.Compression;

/// <summary>The settings of one step of a recipe. A value left null is decided when the step runs, and stands in the resolved recipe.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "method")]
[JsonDerivedType(typeof(SimplificationSettings), "simplify")]
[JsonDerivedType(typeof(MagnitudePruningSettings), "magnitude-pruning")]
[JsonDerivedType(typeof(DynamicSurgerySettings), "dynamic-surgery")]
[JsonDerivedType(typeof(WeightSharingSettings), "weight-sharing")]
[JsonDerivedType(typeof(FineTuningSettings), "fine-tuning")]
public abstract record MethodSettings
{
    /// <summary>The method that these settings belong to.</summary>
    public abstract CompressionMethod ToMethod();

    /// <summary>The epochs that a network has been trained for when these resolved settings have been carried out.</summary>
    internal virtual double TrainedEpochs => 0;
}
