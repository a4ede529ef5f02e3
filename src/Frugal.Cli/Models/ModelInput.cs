using Frugal.Cli.Errors;
using Frugal.Cli.Options;
using Frugal.Cli.Verbs;
using Frugal.Data;
using Frugal.Graphs;
using Frugal.Tensors;

namespace Frugal.Cli.Models;

/// <summary>Decides how data become a network's input: flags, else the JSON file beside the model, else its metadata, else what its shapes suggest.</summary>
internal static class ModelInput
{
    /// <summary>The specification, and in words where it is from.</summary>
    public static (InputSpecification Input, string Source) Resolve(VerbContext context, LoadedModel model, DataSet data, InputSpecification? recipe = null)
    {
        (InputSpecification input, string source) = Basis(model, data, recipe);
        return (WithFlags(context, input), HasFlags(context) ? $"flags over {source}" : source);
    }

    /// <summary>The specification where there are no data: flags over what stands beside or in the model.</summary>
    public static InputSpecification Recorded(VerbContext context, LoadedModel model) =>
        WithFlags(context, (BesideOrInside(model) ?? (InputSpecification.Default, "")).Input);

    /// <summary>The specification with the flags in place of its values.</summary>
    /// <exception cref="UsageException">A flag cannot be read.</exception>
    public static InputSpecification WithFlags(VerbContext context, InputSpecification input)
    {
        try
        {
            return input.WithFlags(context.Get(InputOptions.Scale), context.Get(InputOptions.Mean), context.Get(InputOptions.Std),
                context.Get(InputOptions.Layout), context.Get(InputOptions.Color), context.Get(InputOptions.Resize), context.Get(InputOptions.Crop));
        }
        catch (FormatException e)
        {
            throw new UsageException(e.Message);
        }
    }

    private static bool HasFlags(VerbContext context) => InputOptions.Specification.Any(context.Has);

    private static (InputSpecification, string) Basis(LoadedModel model, DataSet data, InputSpecification? recipe)
    {
        if (recipe is not null) return (recipe, "the recipe");
        return BesideOrInside(model) ?? (Suggested(model.Network.Graph, data), "the default for the data and the network's shapes");
    }

    private static (InputSpecification Input, string Source)? BesideOrInside(LoadedModel model)
    {
        string beside = Path.ChangeExtension(model.Path, ".input.json");
        if (File.Exists(beside)) return (Read(File.ReadAllText(beside), beside), Path.GetFileName(beside));
        if (model.Network.Metadata.TryGetValue(InputSpecification.MetadataKey, out string? metadata))
            return (Read(metadata, $"{model.Path}, metadata '{InputSpecification.MetadataKey}'"), "the model's metadata");
        return null;
    }

    private static InputSpecification Read(string json, string place)
    {
        try
        {
            return InputSpecification.FromJson(json);
        }
        catch (FormatException e)
        {
            throw new BadInputException($"{place}: {e.Message}", e);
        }
    }

    // An input of two axes takes flat samples; one whose last axis has as many channels as the images takes channels last.
    private static InputSpecification Suggested(Graph graph, DataSet data)
    {
        InputSpecification input = InputSpecification.DefaultFor(data);
        if (graph.Outputs.FirstOrDefault()?.Producer?.Operator.Id == OperatorId.Onnx("Softmax")) input = input with { Output = OutputMeaning.Probabilities };
        if (!data.IsImages || graph.Inputs.FirstOrDefault()?.Shape is not { } shape) return input;
        if (shape.Rank == 2) return input with { Layout = TensorLayout.Flat };
        bool last = shape.Rank == 4 && IsChannels(shape[3], data) && !IsChannels(shape[1], data);
        return last ? input with { Layout = TensorLayout.Nhwc } : input;
    }

    private static bool IsChannels(Dimension extent, DataSet data) => extent.IsNumber && extent.Number == data.SampleShape[0];
}
