using System.Text.Json;
using Frugal.Tensors;

namespace Frugal.Data;

/// <summary>
/// How stored samples become a network's input, and what its output means. Every value becomes
/// x = (pixel · <see cref="Scale"/> − mean) / std, with mean and deviation of its channel.
/// </summary>
public sealed record InputSpecification : IEquatable<InputSpecification>
{
    /// <summary>The key under which <see cref="ToMetadata"/> stands in a model's metadata.</summary>
    public const string MetadataKey = "frugal.input";

    /// <summary>8-bit pixels over 255, nothing else.</summary>
    public static InputSpecification Default { get; } = new();

    /// <summary>Values as they are stored.</summary>
    public static InputSpecification Raw { get; } = new() { Scale = 1 };

    /// <summary>The order of the input's axes. Default: sample, channel, row, column.</summary>
    public TensorLayout Layout { get; init; } = TensorLayout.Nchw;

    /// <summary>The colour channels. Default: those that the data have.</summary>
    public ColorOrder Color { get; init; } = ColorOrder.AsStored;

    /// <summary>The size that images are scaled to (a triangle filter, widened when shrinking); <c>null</c>: not scaled.</summary>
    public ImageSize? Resize { get; init; }

    /// <summary>The middle part that is cut out after scaling; without a width it is square. <c>null</c>: all of it.</summary>
    public ImageSize? Crop { get; init; }

    /// <summary>What stored values are multiplied with first. Default 1/255.</summary>
    public double Scale { get; init; } = 1 / 255.0;

    /// <summary>What is subtracted after scaling: nothing if empty, one value, or one for each channel of the network's input.</summary>
    public IReadOnlyList<double> Mean { get; init; } = [];

    /// <summary>What is divided by at the end: nothing if empty, one value, or one for each channel of the network's input.</summary>
    public IReadOnlyList<double> Std { get; init; } = [];

    /// <summary>
    /// Whether each image is brought to mean 0 and deviation 1 over all its values, after the above. An image whose deviation is below
    /// 10⁻⁵ of its magnitude is only centred.
    /// </summary>
    public bool StandardizeEachImage { get; init; }

    /// <summary>The network's input to feed; <c>null</c>: its only one.</summary>
    public string? InputName { get; init; }

    /// <summary>The network's output to judge; <c>null</c>: its first.</summary>
    public string? OutputName { get; init; }

    /// <summary>What the output says. Default: logits.</summary>
    public OutputMeaning Output { get; init; } = OutputMeaning.Logits;

    /// <summary>Element k is the network's class for the data's label k; <c>null</c>: they are the same.</summary>
    public IReadOnlyList<int>? LabelMapping { get; init; }

    /// <summary>1/255 for 8-bit data, values as they are for float data.</summary>
    public static InputSpecification DefaultFor(DataSet data) => data.ElementType == ElementType.UInt8 ? Default : Raw;

    /// <summary>
    /// This specification with what command-line flags say in place of its own values; <c>null</c> leaves a value alone.
    /// </summary>
    /// <param name="scale">A number or fraction: <c>1/255</c>.</param>
    /// <param name="mean">One number, or one a channel separated by commas.</param>
    /// <param name="std">One positive number, or one a channel separated by commas.</param>
    /// <param name="layout"><c>nchw</c>, <c>nhwc</c> or <c>flat</c>.</param>
    /// <param name="color"><c>rgb</c>, <c>bgr</c>, <c>gray</c> or <c>as-stored</c>.</param>
    /// <param name="resize"><c>HEIGHTxWIDTH</c>, or the length of the shorter side.</param>
    /// <param name="crop"><c>HEIGHTxWIDTH</c>, or one number for a square.</param>
    /// <exception cref="FormatException">A flag cannot be read; the message names it.</exception>
    public InputSpecification WithFlags(string? scale = null, string? mean = null, string? std = null, string? layout = null,
        string? color = null, string? resize = null, string? crop = null)
    {
        InputSpecification result = this;
        if (scale is not null) result = result with { Scale = Fraction.Parse(scale, "--scale") };
        if (mean is not null) result = result with { Mean = Fraction.ParseList(mean, "--mean") };
        if (std is not null) result = result with { Std = Fraction.ParseList(std, "--std") };
        if (layout is not null) result = result with { Layout = Choice(layout, "--layout", LayoutNames) };
        if (color is not null) result = result with { Color = Choice(color, "--color", ColorNames) };
        if (resize is not null) result = result with { Resize = ImageSize.Parse(resize) };
        if (crop is not null) result = result with { Crop = ImageSize.Parse(crop) };
        return result.Checked();
    }

    /// <summary>The flags that say the same, such as <c>--scale 1/255 --layout nchw</c>; defaults are left out except the scale.</summary>
    public string ToFlags()
    {
        var flags = new List<string> { $"--scale {Fraction.Format(Scale)}" };
        if (Mean.Count > 0) flags.Add($"--mean {string.Join(',', Mean.Select(Fraction.Format))}");
        if (Std.Count > 0) flags.Add($"--std {string.Join(',', Std.Select(Fraction.Format))}");
        if (Layout != TensorLayout.Nchw) flags.Add($"--layout {Name(Layout, LayoutNames)}");
        if (Color != ColorOrder.AsStored) flags.Add($"--color {Name(Color, ColorNames)}");
        if (Resize is ImageSize resize) flags.Add($"--resize {resize}");
        if (Crop is ImageSize crop) flags.Add($"--crop {crop}");
        return string.Join(' ', flags);
    }

    /// <summary>Reads the JSON form; what is missing has its default.</summary>
    /// <exception cref="FormatException">It is not such a specification; the message says where.</exception>
    public static InputSpecification FromJson(string json)
    {
        try
        {
            InputDocument? parsed = JsonSerializer.Deserialize(json, IndentedDataJson.Default.InputDocument);
            return (parsed ?? throw new FormatException("The input specification is null.")).ToSpecification().Checked();
        }
        catch (JsonException error)
        {
            throw new FormatException($"The input specification cannot be read at {error.Path ?? "$"}, line {error.LineNumber + 1}: {error.Message} "
                + $"Known fields: {string.Join(", ", IndentedDataJson.Default.InputDocument.Properties.Select(p => p.Name))}.", error);
        }
    }

    /// <summary>The JSON form, for a file beside the model.</summary>
    public string ToJson() => JsonSerializer.Serialize(InputDocument.From(this), IndentedDataJson.Default.InputDocument);

    /// <summary>The JSON form in one line, for a model's metadata under <see cref="MetadataKey"/>; read it with <see cref="FromJson"/>.</summary>
    public string ToMetadata() => JsonSerializer.Serialize(InputDocument.From(this), CompactDataJson.Default.InputDocument);

    /// <summary>Whether both say the same, lists compared by their elements.</summary>
    public bool Equals(InputSpecification? other) => other is not null && ToMetadata() == other.ToMetadata();

    /// <inheritdoc/>
    public override int GetHashCode() => ToMetadata().GetHashCode(StringComparison.Ordinal);

    private InputSpecification Checked()
    {
        if (!double.IsFinite(Scale) || Scale == 0) throw new FormatException("The scale must be a finite number other than 0.");
        if (Mean.Any(m => !double.IsFinite(m))) throw new FormatException("The mean must be finite.");
        if (Std.Any(s => !(s > 0) || !double.IsFinite(s))) throw new FormatException("The standard deviation (std) must be positive and finite.");
        if (Mean.Count > 1 && Std.Count > 1 && Mean.Count != Std.Count)
            throw new FormatException($"There are {Mean.Count} means but {Std.Count} standard deviations; give one for each channel.");
        if (LabelMapping is { } mapping && mapping.Any(l => l < 0)) throw new FormatException("The label mapping holds a negative class.");
        return this;
    }

    private static readonly (string Name, TensorLayout Value)[] LayoutNames =
        [("nchw", TensorLayout.Nchw), ("nhwc", TensorLayout.Nhwc), ("flat", TensorLayout.Flat)];

    private static readonly (string Name, ColorOrder Value)[] ColorNames =
        [("rgb", ColorOrder.Rgb), ("bgr", ColorOrder.Bgr), ("gray", ColorOrder.Gray), ("as-stored", ColorOrder.AsStored)];

    private static T Choice<T>(string text, string flag, (string Name, T Value)[] choices)
    {
        foreach ((string name, T value) in choices)
        {
            if (name == text.ToLowerInvariant()) return value;
        }
        throw new FormatException($"{flag} '{text}' is not known; choose {string.Join(", ", choices.Select(c => c.Name))}.");
    }

    private static string Name<T>(T value, (string Name, T Value)[] choices) => choices.First(c => EqualityComparer<T>.Default.Equals(c.Value, value)).Name;
}
