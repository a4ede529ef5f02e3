using Frugal.Cli.Errors;
using Frugal.Cli.Options;
using Frugal.Cli.Verbs;
using Frugal.Data;
using Frugal.Graphs;
using Frugal.Graphs.Architectures;

namespace Frugal.Cli.Models;

/// <summary>What a training begins with: a new network or one from a file, its data, and how they are split.</summary>
internal sealed record TrainingStart(Network Network, DataSplit Data, InputSpecification Input, ValidationSplit? Split, BatchNormalizationMode BatchNormalization)
{
    /// <summary>A copy of the trained network that says how it was fed and which samples it was not trained on.</summary>
    public Network Describe(Network trained)
    {
        Network described = trained.Clone();
        described.Metadata[InputSpecification.MetadataKey] = Input.ToMetadata();
        if (Split is not null) described.Metadata[ValidationSplit.MetadataKey] = Split.ToMetadata();
        return described;
    }

    /// <exception cref="UsageException">The name is neither an architecture nor a file.</exception>
    public static TrainingStart Open(VerbContext context, string name, ulong seed)
    {
        bool known = Architecture.All.Any(a => a.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (!known && !File.Exists(name))
            throw new UsageException($"'{name}' is neither a file nor an architecture. Architectures: {string.Join(", ", Architecture.All.Select(a => a.Name))}.");
        return known ? Build(context, Architecture.Find(name), seed) : Read(context, name, seed);
    }

    private static TrainingStart Build(VerbContext context, Architecture architecture, ulong seed)
    {
        DataSplit data = OpenData(context, null);
        DataSet train = data.Train!;
        InputSpecification input = ModelInput.WithFlags(context, InputSpecification.DefaultFor(train));
        if (input.Layout != TensorLayout.Nchw) throw new UsageException("New networks take --layout nchw.");
        var batch = new Batch(input);
        train.Read([0], batch);
        if (batch.SampleShape.Rank != 3) throw new BadInputException($"A sample of the data is {batch.SampleShape}; '{architecture.Name}' takes images.");
        Network network = architecture.Build(new ArchitectureSettings { InputShape = batch.SampleShape.ToArray(), Classes = train.ClassCount, Seed = seed });
        (DataSplit split, ValidationSplit? how) = Divide(context, data, seed, null);
        return new TrainingStart(network, split, input, how, BatchNormalizationMode.Batch);
    }

    private static TrainingStart Read(VerbContext context, string path, ulong seed)
    {
        LoadedModel model = LoadedModel.Open(path, context.Get(GoalOptions.MaxMemory));
        DataSplit data = OpenData(context, ModelOutput.Classes(model.Network));
        (InputSpecification input, string source) = ModelInput.Resolve(context, model, data.Train!);
        context.Terminal.Note($"Input: {input.ToFlags()} (from {source}).");
        InputCheck.RequireFit(model, data.Train!, input);
        (DataSplit split, ValidationSplit? how) = Divide(context, data, seed, model);
        return new TrainingStart(model.Plain(), split, input, how, BatchNormalizationMode.Frozen);
    }

    private static DataSplit OpenData(VerbContext context, int? classes)
    {
        DataSplit data = ModelData.Open(context, classes) ?? throw new UsageException("train needs --data.");
        if (data.Train is not { } train) throw new BadInputException("The data have no training part. Name training data with --data.");
        if (!train.HasLabels) throw new BadInputException("The training data have no labels. Give them with --labels.");
        return data;
    }

    // A validation part that was given is used as it is; one that is split off is remembered in the network, so that compression can use it again.
    private static (DataSplit, ValidationSplit?) Divide(VerbContext context, DataSplit data, ulong seed, LoadedModel? model)
    {
        if (data.Validation is not null || data.Train!.Count < 2) return (data, null);
        ValidationSplit split = ValidationSplit.DefaultFor(data.Train, seed);
        if (context.Get(DataOptions.SplitBy) is { } column) split = split with { Method = SplitMethod.Grouped, Column = column };
        else if (model?.Network.Metadata.TryGetValue(ValidationSplit.MetadataKey, out string? recorded) == true) split = ModelData.Recorded(recorded, model.Path);
        (DataSet train, DataSet validation) = split.Apply(data.Train);
        return (data with { Train = train, Validation = validation }, split);
    }
}
