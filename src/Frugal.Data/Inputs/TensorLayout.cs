using System.Text.Json.Serialization;

namespace Frugal.Data;

/// <summary>The order of the axes of a network's image input.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TensorLayout>))]
public enum TensorLayout
{
    /// <summary>Sample, channel, row, column.</summary>
    [JsonStringEnumMemberName("nchw")]
    Nchw,
    /// <summary>Sample, row, column, channel.</summary>
    [JsonStringEnumMemberName("nhwc")]
    Nhwc,
    /// <summary>Sample and all its values: channel by channel, row by row.</summary>
    [JsonStringEnumMemberName("flat")]
    Flat,
}
