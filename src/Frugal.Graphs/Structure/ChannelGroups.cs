using System.Text;

namespace Frugal.Graphs;

/// <summary>Which channels of a network can be removed, and what goes with them.</summary>
/// <remarks>Fang et al. 2023, "DepGraph: Towards Any Structural Pruning"; here every index of every axis has its own label.</remarks>
public sealed class ChannelGroups
{
    private readonly AtomLabels labels;
    private readonly Dictionary<int, ChannelClass> classes;

    private ChannelGroups(Network network, AtomLabels labels, IReadOnlyList<ChannelGroup> groups)
    {
        Network = network;
        this.labels = labels;
        Groups = groups;
        classes = groups.SelectMany(g => g.Classes).ToDictionary(c => c.Id);
    }

    /// <summary>The network looked at.</summary>
    public Network Network { get; }

    /// <summary>The groups, in the order of the network.</summary>
    public IReadOnlyList<ChannelGroup> Groups { get; }

    /// <summary>Finds the groups of a network whose shapes are inferred. Its inputs and outputs, and what unknown operators touch, are fixed.</summary>
    public static ChannelGroups Find(Network network, ChannelGroupSettings? settings = null)
    {
        settings ??= new ChannelGroupSettings();
        Graph graph = network.Graph;
        var labels = new AtomLabels(DependentOnInputs(graph));
        foreach (Value input in graph.Inputs) labels.Fix(input);
        foreach (StateVariable state in graph.States) labels.Fix(state.Current);
        foreach (Node node in graph.Nodes) Tie(node, settings, labels);
        foreach (Value output in graph.Outputs) labels.Fix(output);
        foreach (StateVariable state in graph.States)
            if (state.Next is { } next) labels.Fix(next);
        labels.SpreadConsumers();
        return new ChannelGroups(network, labels, GroupsOf(labels));
    }

    /// <summary>The class of an index, or null when it is fixed.</summary>
    public ChannelClass? ClassOf(Value value, int axis, int index) => classes.GetValueOrDefault(labels.Find(new AxisSlot(value, axis, null), index));

    /// <summary>Whether every axis keeps at least one index without the given classes, as <see cref="ChannelRemoval.Apply"/> demands.</summary>
    public bool CanRemove(IEnumerable<ChannelClass> removed) =>
        KeptWithout(removed.Select(c => c.Id).ToHashSet()).Values.All(indices => indices.Length > 0);

    /// <summary>One line a group.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (ChannelGroup group in Groups) text.Append(group.Id).Append(": ").Append(group).Append('\n');
        return text.ToString();
    }

    // The kept indices of every axis of which some go.
    internal Dictionary<AxisSlot, int[]> KeptWithout(IReadOnlySet<int> removedClasses)
    {
        var kept = new Dictionary<AxisSlot, int[]>();
        foreach (AxisSlot slot in labels.Slots)
        {
            if (labels.Of(slot) is not { } atoms) continue;
            int[] remaining = [.. Enumerable.Range(0, atoms.Length).Where(i => !removedClasses.Contains(labels.Find(slot, i)))];
            if (remaining.Length < atoms.Length) kept[slot] = remaining;
        }
        return kept;
    }

    private static HashSet<Value> DependentOnInputs(Graph graph)
    {
        var dependent = new HashSet<Value>(graph.Inputs.Concat(graph.States.Select(s => s.Current)));
        foreach (Node node in graph.Nodes)
        {
            if (!Graph.Reads(node).Any(dependent.Contains)) continue;
            foreach (Value? output in node.Outputs)
                if (output is not null) dependent.Add(output);
        }
        return dependent;
    }

    private static void Tie(Node node, ChannelGroupSettings settings, AtomLabels labels)
    {
        var context = new TieContext(node, settings, labels);
        bool ranksKnown = node.Inputs.Concat(node.Outputs).All(v => v is null || v.Shape is not null);
        if (ranksKnown && !node.Attributes.Subgraphs.Any()) node.Operator.Tie(context);
        context.FixWhatWasNotMentioned();
        foreach (Value captured in Graph.Reads(node).Skip(node.Inputs.Count(i => i is not null))) labels.Fix(captured);
    }

    private static List<ChannelGroup> GroupsOf(AtomLabels labels)
    {
        var occurrences = new Dictionary<int, List<ChannelOccurrence>>();
        var groupOf = new Dictionary<int, int>(); // a union-find over classes: those that share an axis are joined
        foreach (AxisSlot slot in labels.Slots)
        {
            int extent = labels.Of(slot)?.Length ?? 0;
            var byClass = Enumerable.Range(0, extent).ToLookup(i => labels.Find(slot, i));
            int? first = null;
            foreach (IGrouping<int, int> indices in byClass)
            {
                if (indices.Key == 0) continue;
                if (!occurrences.TryGetValue(indices.Key, out List<ChannelOccurrence>? list))
                {
                    occurrences[indices.Key] = list = [];
                    groupOf[indices.Key] = indices.Key;
                }
                list.Add(new ChannelOccurrence(slot.Value, slot.Axis, slot.Reader, [.. indices], labels.IsConsumer(slot)));
                first ??= indices.Key;
                groupOf[Root(groupOf, indices.Key)] = Root(groupOf, first.Value);
            }
        }
        return [.. occurrences.GroupBy(c => Root(groupOf, c.Key))
            .Select((group, i) => new ChannelGroup(i + 1, [.. group.Select(c => new ChannelClass(c.Key, c.Value))]))];
    }

    private static int Root(Dictionary<int, int> parents, int item)
    {
        while (parents[item] != item) item = parents[item];
        return item;
    }
}
