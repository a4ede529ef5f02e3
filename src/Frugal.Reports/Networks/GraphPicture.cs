using Frugal.Analysis;
using Frugal.Graphs;

namespace Frugal.Reports;

/// <summary>What the picture of a network shows: boxes, and who feeds whom.</summary>
internal sealed class GraphPicture
{
    private static readonly HashSet<string> Followers =
    [
        "BatchNormalization", "Relu", "LeakyRelu", "PRelu", "Elu", "Selu", "Clip", "Sigmoid", "HardSigmoid", "HardSwish", "Tanh", "Softplus", "Gelu", "Mish", "Swish", "Erf", "Dropout",
        "Identity", "Add", "Sub", "Mul", "Div", "Pow", "Sqrt", "Cast", "Softmax", "Flatten", "Reshape", "Squeeze", "Unsqueeze",
    ];

    private static readonly double[] HeatSteps = [0.005, 0.02, 0.05, 0.1, 0.2];

    private const int LongestRegion = 6;

    private readonly List<GraphBox> boxes = [];
    private readonly HashSet<(int From, int To)> edges = [];

    private GraphPicture() { }

    /// <summary>The boxes.</summary>
    public IReadOnlyList<GraphBox> Boxes => boxes;

    /// <summary>From box to box; no circle.</summary>
    public IReadOnlyCollection<(int From, int To)> Edges => edges;

    /// <summary>What each colour stands for.</summary>
    public static IReadOnlyList<string> Legend { get; } =
        [.. HeatSteps.Select((s, i) => i == 0 ? $"below {NumberText.Percent(s)}" : $"{NumberText.Percent(HeatSteps[i - 1])} to {NumberText.Percent(s)}"), $"{NumberText.Percent(HeatSteps[^1])} and more"];

    /// <summary>Draws together what runs one after another without a branch: a node with weights and the element-wise nodes behind it.</summary>
    public static GraphPicture Of(NetworkSummary summary)
    {
        var picture = new GraphPicture();
        Graph graph = summary.Analysis.Network.Graph;
        HashSet<Value> shown = Dependent(graph);
        var boxOf = new Dictionary<Value, int>();
        foreach (Value input in graph.Inputs) boxOf[input] = picture.AddEnd("input", input);
        var members = new Dictionary<int, List<int>>();
        for (int i = 0; i < graph.Nodes.Count; i++)
        {
            Node node = graph.Nodes[i];
            if (!node.Outputs.OfType<Value>().Any(shown.Contains)) continue;
            int box = Joins(node, shown, boxOf, members) is { } before ? before : picture.AddEmpty();
            if (!members.TryGetValue(box, out List<int>? list)) members[box] = list = [];
            list.Add(i);
            foreach (Value read in Graph.Reads(node).Where(boxOf.ContainsKey))
                if (boxOf[read] != box) picture.edges.Add((boxOf[read], box));
            foreach (Value output in node.Outputs.OfType<Value>()) boxOf[output] = box;
        }
        foreach (var (box, list) in members) picture.boxes[box] = Describe(summary, list);
        foreach (Value output in graph.Outputs)
            if (boxOf.TryGetValue(output, out int box)) picture.edges.Add((box, picture.AddEnd("output", output)));
        return picture;
    }

    // What depends on no input is a constant of the network and would only hide the rest.
    private static HashSet<Value> Dependent(Graph graph)
    {
        var dependent = new HashSet<Value>(graph.Inputs);
        foreach (Node node in graph.Nodes)
            if (Graph.Reads(node).Any(dependent.Contains) && !node.Outputs.OfType<Value>().All(o => o.Known is not null))
                dependent.UnionWith(node.Outputs.OfType<Value>());
        return dependent;
    }

    // A follower joins the box that everything it reads comes from, unless something else branches off there.
    private static int? Joins(Node node, HashSet<Value> shown, Dictionary<Value, int> boxOf, Dictionary<int, List<int>> members)
    {
        if (!Followers.Contains(node.Operator.Id.Name)) return null;
        Value[] reads = [.. Graph.Reads(node).Where(v => shown.Contains(v) && boxOf.ContainsKey(v)).Distinct()];
        if (reads.Length == 0 || reads.Select(v => boxOf[v]).Distinct().Count() != 1 || !reads.All(v => StaysTogether(v, shown))) return null;
        int box = boxOf[reads[0]];
        return members.ContainsKey(box) ? box : null;
    }

    // Whether all readers of a value are element-wise nodes that meet again, as in x · sigmoid(x).
    private static bool StaysTogether(Value value, HashSet<Value> shown)
    {
        Node[] readers = [.. value.Uses.Select(u => u.Node).Distinct()];
        if (value.Graph.Outputs.Contains(value)) return false;
        if (readers.Length == 1) return true;
        var region = new HashSet<Value> { value };
        for (int step = 0; step < LongestRegion; step++)
        {
            Node[] next = [.. region.SelectMany(v => v.Uses).Select(u => u.Node).Distinct().Where(n => !region.Contains(n.Output) && Followers.Contains(n.Operator.Id.Name)
                && Graph.Reads(n).Where(shown.Contains).All(region.Contains))];
            foreach (Node node in next) region.Add(node.Output);
            if (readers.All(r => region.Contains(r.Output))) return true;
        }
        return false;
    }

    private int AddEmpty()
    {
        boxes.Add(null!);
        return boxes.Count - 1;
    }

    private int AddEnd(string title, Value value)
    {
        boxes.Add(new GraphBox(title, value.Name, value.Shape?.ToString() ?? "", $"{title} {value}", -1));
        return boxes.Count - 1;
    }

    private static GraphBox Describe(NetworkSummary summary, List<int> members)
    {
        LayerAnalysis[] layers = [.. members.Select(i => summary.Analysis.Layers[i])];
        double share = members.Sum(summary.Share);
        string shape = layers[^1].OutputShape?.ToString() ?? "?", cost = share > 0 ? NumberText.Percent(share) : "";
        string tip = string.Join('\n', layers.Select(l => $"{l.Operator} {l.Name}: {l.OutputShape}"
            + (l.Weights.Count > 0 ? $", {NumberText.Count(l.Weights.Count, "weight")}" : "")
            + (l.Cost is { MultiplyAccumulates: > 0 } c ? $", {NumberText.Count(c.MultiplyAccumulates, "multiply-accumulate")}" : "")));
        if (share > 0) tip += $"\n{NumberText.Percent(share)} of the {(summary.Latency is null ? "multiply-accumulates" : "time")}";
        return new GraphBox(Chain(layers), layers[0].Name, cost.Length > 0 ? $"{shape} · {cost}" : shape, tip, HeatSteps.Count(s => share >= s));
    }

    private static string Chain(LayerAnalysis[] layers) => string.Join(" · ", layers.Select(l => l.Operator switch
    {
        "BatchNormalization" => "BatchNorm",
        "GlobalAveragePool" => "GlobalAvgPool",
        _ => l.Operator,
    }));
}
