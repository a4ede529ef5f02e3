using System.Text.Json.Serialization;

namespace Frugal.Data;

/// <summary>Which colour channels a network's input has.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ColorOrder>))]
public enum ColorOrder
{
    /// <summary>The channels that the data have.</summary>
    [JsonStringEnumMemberName("as-stored")]
    AsStored,
    /// <summary>Red, green, blue; grey images are repeated three times.</summary>
    [JsonStringEnumMemberName("rgb")]
    Rgb,
    /// <summary>Blue, green, red; grey images are repeated three times.</summary>
    [JsonStringEnumMemberName("bgr")]
    Bgr,
    /// <summary>One channel: 0.299 red + 0.587 green + 0.114 blue (ITU-R BT.601), rounded.</summary>
    [JsonStringEnumMemberName("gray")]
    Gray,
}
