using System.Globalization;
using Frugal.Cli.Errors;
using Frugal.Graphs;
using Frugal.Tensors;

namespace Frugal.Cli.Models;

/// <summary>Fills in symbolic dimensions: as <c>--shape</c> says, else by default.</summary>
internal static class InputShapes
{
    /// <summary>A shape for each input.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="flags">Such as <c>N=8</c> or <c>input=8x1x28x28</c>.</param>
    /// <param name="symbolic">The extent of a symbolic first dimension that no flag names; further ones are 1.</param>
    /// <exception cref="UsageException">A flag cannot be read or names nothing.</exception>
    /// <exception cref="BadInputException">The rank of an input is not known.</exception>
    public static Shape[] Of(Graph graph, IReadOnlyList<string> flags, int symbolic = 1)
    {
        Dictionary<string, int[]> given = flags.Select(Parse).ToDictionary(f => f.Name, f => f.Extents);
        RequireKnown(graph, given.Keys);
        return [.. graph.Inputs.Select(i => Of(i, given, symbolic))];
    }

    private static Shape Of(Value input, Dictionary<string, int[]> given, int symbolic)
    {
        if (given.TryGetValue(input.Name, out int[]? whole)) return new Shape(whole);
        if (input.Shape is not { } shape)
            throw new BadInputException($"The shape of the input '{input.Name}' is not known; give it with --shape {input.Name}=1x3x224x224.");
        return new Shape([.. shape.Select((d, axis) => d.IsNumber ? checked((int)d.Number) : d.Symbol is { } s && given.TryGetValue(s, out int[]? one) ? one[0] : axis == 0 ? symbolic : 1)]);
    }

    private static (string Name, int[] Extents) Parse(string flag)
    {
        int equals = flag.LastIndexOf('=');
        if (equals > 0)
        {
            string[] parts = flag[(equals + 1)..].Split('x', ',');
            int[] extents = [.. parts.Select(p => int.TryParse(p, NumberStyles.None, CultureInfo.InvariantCulture, out int n) ? n : -1)];
            if (extents.All(e => e >= 1)) return (flag[..equals], extents);
        }
        throw new UsageException($"--shape '{flag}' cannot be read; write N=8 or input=8x1x28x28.");
    }

    private static void RequireKnown(Graph graph, IEnumerable<string> names)
    {
        string[] known = [.. graph.Inputs.Select(i => i.Name), .. graph.Inputs.Where(i => i.Shape is not null).SelectMany(i => i.Shape!).Select(d => d.Symbol).OfType<string>().Distinct()];
        foreach (string name in names)
        {
            if (!known.Contains(name)) throw new UsageException($"--shape names '{name}'; the network has {string.Join(", ", known)}.");
        }
    }
}
