using Frugal.Cli.Errors;
using Frugal.Data;
using Frugal.Graphs;

namespace Frugal.Cli.Models;

/// <summary>Which input is fed and which output is judged.</summary>
internal static class ModelOutput
{
    /// <summary>The place of the judged output among the network's outputs.</summary>
    /// <exception cref="BadInputException">The network has no such output, or an input that data cannot feed.</exception>
    public static int Judged(LoadedModel model, InputSpecification input)
    {
        Graph graph = model.Network.Graph;
        if (graph.Inputs.Count != 1)
        {
            throw new BadInputException($"'{model.Path}' has {graph.Inputs.Count} inputs ({string.Join(", ", graph.Inputs.Select(i => i.Name))}); data can feed networks with one. "
                + "Use 'run' or 'bench' with --input.");
        }
        if (graph.Outputs.Count == 0) throw new BadInputException($"'{model.Path}' has no outputs.");
        if (input.OutputName is not { } name) return 0;
        for (int i = 0; i < graph.Outputs.Count; i++)
        {
            if (graph.Outputs[i].Name == name) return i;
        }
        throw new BadInputException($"The input specification judges the output '{name}', but '{model.Path}' has {string.Join(", ", graph.Outputs.Select(o => $"'{o.Name}'"))}.");
    }

    /// <summary>The number of classes where the shape of the first output says it.</summary>
    public static int? Classes(Network network) =>
        network.Graph.Outputs.FirstOrDefault()?.Shape is { Rank: 2 } shape && shape[1].IsNumber && shape[1].Number is > 1 and < int.MaxValue ? (int)shape[1].Number : null;
}
