using Frugal.Cli.Errors;
using Frugal.Cli.Options;
using Frugal.Cli.Verbs;
using Frugal.Data;

namespace Frugal.Cli.Models;

/// <summary>Opens the data that flags name.</summary>
internal static class ModelData
{
    /// <summary>The most images that are moved for validation.</summary>
    private const int MostShifted = 5000;

    private const int LargestShift = 2;

    /// <summary>The parts of <c>--data</c>, with <c>--validation</c> and <c>--test</c> in place of its own; null without any of them.</summary>
    /// <param name="context">The flags.</param>
    /// <param name="classes">The number of classes that the network knows; labels beyond are errors.</param>
    public static DataSplit? Open(VerbContext context, int? classes)
    {
        string[] tests = context.Get(DataOptions.Test)!;
        string? data = context.Get(DataOptions.Data), validation = context.Get(DataOptions.Validation);
        if (data is null && validation is null && tests.Length == 0)
        {
            if (context.Get(DataOptions.Labels) is not null) throw new UsageException("--labels needs --data.");
            return null;
        }
        bool unlabelled = context.Get(DataOptions.Labels) == DataOptions.NoLabels;
        if (unlabelled) classes = null;
        var options = new DataOpenOptions { LabelsPath = unlabelled ? null : context.Get(DataOptions.Labels), ClassCount = classes };
        DataSplit split = data is null ? new DataSplit(null, null, []) : DataSets.Open(data, options);
        if (validation is not null) split = split with { Validation = DataSets.OpenOne(validation, new DataOpenOptions { ClassCount = classes }) };
        if (tests.Length > 0) split = split with { Test = [.. tests.Select(t => Named(t, classes))] };
        return unlabelled ? WithoutLabels(split) : split;
    }

    /// <summary>Any part, to see what samples are like.</summary>
    public static DataSet Any(DataSplit split) =>
        split.Train ?? split.Validation ?? split.Test.FirstOrDefault()?.Data ?? throw new BadInputException("The data hold no samples.");

    /// <summary>
    /// The data with a validation part: the given one, the one that the network's metadata describe, one by <c>--split-by</c>, or, where the training
    /// images may be known to the network, training images that are moved.
    /// </summary>
    /// <returns>The split, and in words where its validation part is from.</returns>
    public static (DataSplit Split, string Source) WithValidation(VerbContext context, DataSplit split, LoadedModel model)
    {
        if (split.Validation is not null) return (split, context.Get(DataOptions.Validation) is { } path ? $"--validation {path}" : "the validation part of the data");
        if (split.Train is not { } train) return (split, "none");
        if (model.Network.Metadata.TryGetValue(ValidationSplit.MetadataKey, out string? metadata)
            && Recorded(metadata, model.Path) is var recorded && (train.HasLabels || recorded.Method != SplitMethod.Stratified))
        {
            return (Apply(split, train, recorded), $"the {recorded.Count:N0} training samples that the network was not trained on, as its metadata say");
        }
        ulong seed = context.Get(RunOptions.Seed) ?? 1;
        if (context.Get(DataOptions.SplitBy) is { } column)
        {
            var grouped = new ValidationSplit { Method = SplitMethod.Grouped, Column = column, Count = Math.Max(1, train.Count / 6), Seed = seed };
            return (Apply(split, train, grouped), $"groups of the training samples by '{column}'");
        }
        if (!train.IsImages)
        {
            return (Apply(split, train, ValidationSplit.DefaultFor(train, seed)),
                "a twelfth of the training samples, which the network may have been trained on: the judgement may be too kind; --validation names others");
        }
        int count = Math.Min(MostShifted, train.Count);
        return (split with { Validation = Shifted(train, count, seed) },
            $"{count:N0} training images moved at random by up to {LargestShift} pixels, because the network may have been trained on them; --validation names others");
    }

    private static DataSplit WithoutLabels(DataSplit split) =>
        new(split.Train?.WithoutLabels(), split.Validation?.WithoutLabels(), [.. split.Test.Select(t => t with { Data = t.Data.WithoutLabels() })]);

    private static DataSet Shifted(DataSet train, int count, ulong seed)
    {
        if (train.HasLabels) return new ValidationSplit { Method = SplitMethod.Shifted, Count = count, Seed = seed, Shift = LargestShift }.Apply(train).Validation;
        return train.Shuffled(seed).Take(count).Shifted(LargestShift, seed);
    }

    private static DataSplit Apply(DataSplit split, DataSet train, ValidationSplit how)
    {
        (DataSet rest, DataSet validation) = how.Apply(train);
        return split with { Train = rest, Validation = validation };
    }

    /// <summary>The split that a network's metadata describe.</summary>
    /// <exception cref="BadInputException">They cannot be read.</exception>
    public static ValidationSplit Recorded(string metadata, string path)
    {
        try
        {
            return ValidationSplit.FromMetadata(metadata);
        }
        catch (FormatException e)
        {
            throw new BadInputException($"{path}, metadata '{ValidationSplit.MetadataKey}': {e.Message}", e);
        }
    }

    private static NamedDataSet Named(string path, int? classes) =>
        new(Path.GetFileName(Path.TrimEndingDirectorySeparator(path)), DataSets.OpenOne(path, new DataOpenOptions { ClassCount = classes }));
}
