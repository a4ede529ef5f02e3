using System.Text.Json.Serialization;

namespace Frugal.Data;

/// <summary>
/// The JSON form of an <see cref="InputSpecification"/>. It is a class with setters because the source-generated reader gives a missing
/// init-only property the default of its type instead of its initializer's value.
/// </summary>
internal sealed class InputDocument
{
    public TensorLayout Layout { get; set; } = InputSpecification.Default.Layout;

    public ColorOrder Color { get; set; } = InputSpecification.Default.Color;

    [JsonConverter(typeof(ImageSizeConverter))]
    public ImageSize? Resize { get; set; }

    [JsonConverter(typeof(ImageSizeConverter))]
    public ImageSize? Crop { get; set; }

    [JsonConverter(typeof(FractionConverter))]
    public double Scale { get; set; } = InputSpecification.Default.Scale;

    public double[] Mean { get; set; } = [];

    public double[] Std { get; set; } = [];

    public bool StandardizeEachImage { get; set; }

    public string? InputName { get; set; }

    public string? OutputName { get; set; }

    public OutputMeaning Output { get; set; } = InputSpecification.Default.Output;

    public int[]? LabelMapping { get; set; }

    public static InputDocument From(InputSpecification input) => new()
    {
        Layout = input.Layout,
        Color = input.Color,
        Resize = input.Resize,
        Crop = input.Crop,
        Scale = input.Scale,
        Mean = [.. input.Mean],
        Std = [.. input.Std],
        StandardizeEachImage = input.StandardizeEachImage,
        InputName = input.InputName,
        OutputName = input.OutputName,
        Output = input.Output,
        LabelMapping = input.LabelMapping is null ? null : [.. input.LabelMapping],
    };

    public InputSpecification ToSpecification() => new()
    {
        Layout = Layout,
        Color = Color,
        Resize = Resize,
        Crop = Crop,
        Scale = Scale,
        Mean = Mean ?? [],
        Std = Std ?? [],
        StandardizeEachImage = StandardizeEachImage,
        InputName = InputName,
        OutputName = OutputName,
        Output = Output,
        LabelMapping = LabelMapping,
    };
}
