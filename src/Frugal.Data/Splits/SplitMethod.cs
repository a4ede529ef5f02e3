using System.Text.Json.Serialization;

namespace Frugal.Data;

/// <summary>How validation samples are chosen.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SplitMethod>))]
public enum SplitMethod
{
    /// <summary>At random.</summary>
    [JsonStringEnumMemberName("random")]
    Random,
    /// <summary>At random, with the shares of the classes kept.</summary>
    [JsonStringEnumMemberName("stratified")]
    Stratified,
    /// <summary>Whole groups at random, with the shares of the classes kept as far as each group has one class.</summary>
    [JsonStringEnumMemberName("grouped")]
    Grouped,
    /// <summary>All training images, moved at random: for networks that were trained on all of them.</summary>
    [JsonStringEnumMemberName("shifted")]
    Shifted,
}
