using System.CommandLine;

namespace Frugal.Cli.Options;

/// <summary>How data become the network's input: x = (pixel · scale − mean) / std.</summary>
internal static class InputOptions
{
    public static readonly Option<string[]> Input = new("--input")
    {
        Description = "Tensors to feed: .npz with the inputs' names, or one .npy or .pb for each input in order.",
        HelpName = "FILE",
        DefaultValueFactory = _ => [],
    };

    public static readonly Option<string[]> Shape = new("--shape")
    {
        Description = "The extent of a symbolic dimension (N=8) or the shape of an input (input=8x1x28x28).",
        HelpName = "NAME=…",
        DefaultValueFactory = _ => [],
    };

    public static readonly Option<string> Scale = new("--scale") { Description = "What stored values are multiplied with, such as 1/255; x = (pixel · scale − mean) / std.", HelpName = "NUMBER" };

    public static readonly Option<string> Mean = new("--mean") { Description = "What is subtracted then: one number, or one a channel with commas between.", HelpName = "LIST" };

    public static readonly Option<string> Std = new("--std") { Description = "What is divided by then: one number, or one a channel with commas between.", HelpName = "LIST" };

    public static readonly Option<string> Layout = new("--layout") { Description = "The order of the input's axes: nchw, nhwc or flat.", HelpName = "ORDER" };

    public static readonly Option<string> Color = new("--color") { Description = "rgb, bgr, gray or as-stored.", HelpName = "ORDER" };

    public static readonly Option<string> Resize = new("--resize") { Description = "Scale images to HEIGHTxWIDTH, or to this length of the shorter side.", HelpName = "SIZE" };

    public static readonly Option<string> Crop = new("--crop") { Description = "Cut out the middle: HEIGHTxWIDTH, or one number for a square.", HelpName = "SIZE" };

    /// <summary>Those that make an input specification.</summary>
    public static Option[] Specification => [Scale, Mean, Std, Layout, Color, Resize, Crop];
}
