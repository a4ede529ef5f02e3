using Frugal.Graphs;
using Frugal.Runtime;
using Frugal.Runtime.OnnxRuntime;

namespace Frugal.Analysis;

/// <summary>The time of the same part of a network in Frugal and in ONNX Runtime.</summary>
/// <param name="Nodes">The nodes of the network that it covers, the first one's name first.</param>
/// <param name="Operators">What Frugal computes in it; empty where only ONNX Runtime has something.</param>
/// <param name="Kernel">With which kernel.</param>
/// <param name="Milliseconds">Frugal's time of one run.</param>
/// <param name="OnnxRuntimeOperators">What ONNX Runtime computes in it.</param>
/// <param name="OnnxRuntimeMilliseconds">Its time.</param>
public sealed record LayerComparison(IReadOnlyList<string> Nodes, string Operators, string Kernel, double Milliseconds, string OnnxRuntimeOperators, double OnnxRuntimeMilliseconds)
{
    // What ONNX Runtime adds to the name of a value that it keeps in blocked channels.
    private const string OwnLayout = "_nchwc";

    /// <summary>
    /// Matches both profiles by the names of nodes and of the values they compute. A node that a runtime folded into another belongs to what computes its input; a fused node of ONNX Runtime
    /// belongs where the longest name that stands in its own does. What cannot be matched has a row of its own.
    /// </summary>
    /// <param name="network">The network that both ran.</param>
    /// <param name="steps">Frugal's steps with the milliseconds of one run.</param>
    /// <param name="nodes">ONNX Runtime's nodes.</param>
    public static IReadOnlyList<LayerComparison> Of(Network network, IReadOnlyList<StepTime> steps, IReadOnlyList<OnnxRuntimeNodeTime> nodes)
    {
        Dictionary<string, int> stepOf = Steps(network, steps);
        string[] longestFirst = [.. stepOf.Keys.Where(k => k.Length >= 3).OrderByDescending(k => k.Length)];
        var theirs = new (double Milliseconds, List<string> Operators)[steps.Count];
        for (int i = 0; i < theirs.Length; i++) theirs[i].Operators = [];
        var alone = new List<LayerComparison>();
        foreach (OnnxRuntimeNodeTime node in nodes)
        {
            string? key = KeyOf(node.Name, stepOf, longestFirst);
            if (key is null)
            {
                alone.Add(new LayerComparison([node.Name], "", "", 0, node.Operator, node.Milliseconds));
                continue;
            }
            int step = stepOf[key];
            theirs[step].Milliseconds += node.Milliseconds;
            theirs[step].Operators.Add(node.Operator);
        }
        return
        [
            .. steps.Select((s, i) => new LayerComparison(s.Nodes, s.Operators, s.Kernel, s.Milliseconds, string.Join(" + ", theirs[i].Operators), theirs[i].Milliseconds)),
            .. alone,
        ];
    }

    private static string? KeyOf(string name, Dictionary<string, int> stepOf, string[] longestFirst)
    {
        if (stepOf.ContainsKey(name)) return name;
        if (name.EndsWith(OwnLayout, StringComparison.Ordinal) && stepOf.ContainsKey(name[..^OwnLayout.Length])) return name[..^OwnLayout.Length];
        return Array.Find(longestFirst, k => StandsIn(k, name));
    }

    // As a whole word: "Conv_1" does not stand in "Conv_13".
    private static bool StandsIn(string key, string name)
    {
        for (int at = name.IndexOf(key, StringComparison.Ordinal); at >= 0; at = name.IndexOf(key, at + 1, StringComparison.Ordinal))
        {
            int end = at + key.Length;
            if ((at == 0 || !char.IsLetterOrDigit(name[at - 1])) && (end == name.Length || !char.IsLetterOrDigit(name[end]))) return true;
        }
        return false;
    }

    private static Dictionary<string, int> Steps(Network network, IReadOnlyList<StepTime> steps)
    {
        var stepOf = new Dictionary<string, int>();
        var byOutput = new Dictionary<string, int>();
        for (int i = 0; i < steps.Count; i++)
        {
            foreach (string name in steps[i].Nodes) stepOf.TryAdd(name, i);
            foreach (string output in steps[i].Outputs) byOutput.TryAdd(output, i);
        }
        foreach (Node node in network.Graph.Nodes)
        {
            string name = LayerAnalysis.NameOf(node);
            if (stepOf.ContainsKey(name)) continue;
            if (node.Outputs.OfType<Value>().FirstOrDefault(o => byOutput.ContainsKey(o.Name)) is { } output) stepOf[name] = byOutput[output.Name];
            else if (node.Inputs.OfType<Value>().Select(v => v.Producer).OfType<Node>().Select(LayerAnalysis.NameOf).FirstOrDefault(stepOf.ContainsKey) is { } before) stepOf[name] = stepOf[before];
        }
        // ONNX Runtime names nodes in its own layout after the values they compute.
        foreach (Node node in network.Graph.Nodes)
        {
            if (!stepOf.TryGetValue(LayerAnalysis.NameOf(node), out int step)) continue;
            foreach (Value output in node.Outputs.OfType<Value>()) stepOf.TryAdd(output.Name, step);
        }
        return stepOf;
    }
}
