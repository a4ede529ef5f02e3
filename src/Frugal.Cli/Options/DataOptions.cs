using System.CommandLine;

namespace Frugal.Cli.Options;

/// <summary>Which data.</summary>
internal static class DataOptions
{
    public static readonly Option<string> Data = new("--data")
    {
        Description = "Data: a folder or file of MNIST's IDX files, CIFAR's .bin files, .npy or .npz arrays, or a folder of images; parts are told apart by their names (train, test).",
        HelpName = "PATH",
    };

    public static readonly Option<string> Labels = new("--labels")
    {
        Description = "A file of labels for data without: IDX, .npy, or CSV with a column 'label'; 'none' leaves the data's own labels aside, as where they name other classes than the network.",
        HelpName = "FILE",
    };

    /// <summary>The value of <see cref="Labels"/> that leaves labels aside.</summary>
    public const string NoLabels = "none";

    public static readonly Option<string> Validation = new("--validation")
    {
        Description = "Data for decisions, instead of a part of the training data.",
        HelpName = "PATH",
    };

    public static readonly Option<string[]> Test = new("--test")
    {
        Description = "Data for the report only, instead of the test part of --data; may be given several times.",
        HelpName = "PATH",
        DefaultValueFactory = _ => [],
    };

    public static readonly Option<string> SplitBy = new("--split-by")
    {
        Description = "Keep samples with the same value in this column of the side CSV (patient, track, site) on one side of the validation split.",
        HelpName = "COLUMN",
    };

    public static readonly Option<string> Part = Choice.Of("--part", "The part of the data: test (default), train or validation.", "PART", "test", "train", "validation");

    /// <summary>Those that say which data there are.</summary>
    public static Option[] Sources => [Data, Labels, Validation, Test, SplitBy];
}
