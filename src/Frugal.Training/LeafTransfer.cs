using Frugal.Graphs;
using Frugal.Runtime;

namespace Frugal.Training;

/// <summary>Brings what a training plan learned back into a network.</summary>
internal static class LeafTransfer
{
    /// <summary>A copy of the network whose initializers have the values of the plan's states of the same names.</summary>
    public static Network Apply(Network network, Plan plan)
    {
        Network copy = network.Clone();
        foreach (string name in plan.StateNames)
            if (copy.Graph.Find(name) is { IsConstant: true } leaf) copy.Graph.SetConstant(leaf, plan.StateTensor(name).Copy());
        return copy;
    }
}
