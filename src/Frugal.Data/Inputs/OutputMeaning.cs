using System.Text.Json.Serialization;

namespace Frugal.Data;

/// <summary>What a network's output says.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OutputMeaning>))]
public enum OutputMeaning
{
    /// <summary>One score a class before the softmax.</summary>
    [JsonStringEnumMemberName("logits")]
    Logits,
    /// <summary>One probability a class.</summary>
    [JsonStringEnumMemberName("probabilities")]
    Probabilities,
    /// <summary>Quantities to be predicted.</summary>
    [JsonStringEnumMemberName("regression")]
    Regression,
    /// <summary>The input itself, as an autoencoder returns it.</summary>
    [JsonStringEnumMemberName("reconstruction")]
    Reconstruction,
    /// <summary>Boxes and scores of a detector.</summary>
    [JsonStringEnumMemberName("boxes")]
    Boxes,
    /// <summary>Anything else: only fidelity to the original can be judged.</summary>
    [JsonStringEnumMemberName("other")]
    Other,
}
