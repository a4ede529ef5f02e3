using Frugal.Graphs;
using Frugal.Tensors;
using Xunit;

namespace Frugal.Tests.Graphs;

public sealed class StructureTests
{
    private static readonly ChannelGroupSettings Whole = new() { Convolutions = GroupPolicy.WholeGroups };
    private static readonly ChannelGroupSettings Share = new() { Splits = GroupPolicy.SameShare };

    [Fact]
    public void A_residual_network_falls_into_its_three_groups_and_loses_the_parameters_that_it_should()
    {
        var net = new StructureNetwork();
        Value trunk = net.Conv(net.Input(0, 3, 8, 8), "conv1", 16);
        Value block = net.Conv(net.Build.Call("Relu", net.Conv(trunk, "in", 8)), "out", 16);
        Value x = net.Conv(net.Build.Call("Add", trunk, block), "depthwise", 16, groups: 16);
        Network network = net.EndPooledTo(net.Conv(x, "pointwise", 32, taps: 1), 10);
        Assert.Equal(3810, network.ParameterCount);

        ChannelGroups groups = ChannelGroups.Find(network);
        Assert.Equal([16, 8, 32], groups.Groups.Select(g => g.Classes.Count));
        string[] first = [.. groups.Groups[0].Axes.Where(a => a.Value.IsConstant).Select(a => $"{a.Value.Name}.{a.Axis}")];
        Assert.Equal(
            ["conv1.b.0", "conv1.w.0", "depthwise.b.0", "depthwise.w.0", "in.w.1", "out.b.0", "out.w.0", "pointwise.w.1"], first.Order(StringComparer.Ordinal));

        ChannelClass[] removed = [.. groups.Groups[0].Classes.Take(4), .. groups.Groups[1].Classes.Skip(6), .. groups.Groups[2].Classes.Skip(24)];
        Network pruned = RemovalCheck.AssertEquivalent(groups, removed);
        Assert.Equal(2332, pruned.ParameterCount);
    }

    [Fact]
    public void Removal_equals_zeroed_consumers_over_normalisation_activations_residuals_groups_concat_and_flatten()
    {
        var net = new StructureNetwork();
        Value trunk = net.Swish(net.Normalize(net.Conv(net.Input(0, 3, 5, 5), "conv1", 16), "bn1"));
        Value sum = net.Build.Call("Add", trunk, net.Normalize(net.Conv(trunk, "conv2", 16), "bn2"));
        Value deep = net.Build.Call("Sigmoid", net.Conv(sum, "depthwise", 16, groups: 16));
        Value grouped = net.Conv(deep, "grouped", 8, groups: 4);
        Value joined = net.Build.Call("Concat", [deep, grouped, net.Conv(sum, "side", 3, taps: 1)], ("axis", 1));
        Value pooled = net.Build.Call("MaxPool", [joined], ("kernel_shape", new long[] { 2, 2 }));
        Network network = net.End(net.Dense(net.Build.Call("Flatten", pooled), "dense", 4));

        ChannelGroups groups = ChannelGroups.Find(network);
        Assert.Equal(4, groups.Groups[0].Classes.Count(c => c.Weights.Any(o => o.Value.Name == "conv1.w"))); // 16 channels before 4 groups
        RemovalCheck.AssertEquivalent(network);
        RemovalCheck.AssertEquivalent(network, Whole, share: 0.3);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(8, 8)]
    [InlineData(8, 16)]
    [InlineData(4, 8)]
    public void A_depthwise_or_grouped_convolution_keeps_its_ratio_of_channels_to_groups(int groups, int outputs)
    {
        foreach (ChannelGroupSettings settings in new[] { Share, Whole })
        {
            var net = new StructureNetwork();
            Value x = net.Conv(net.Input(0, 2, 4, 4), "conv1", 8);
            Network network = net.EndPooled(net.Conv(net.Swish(x), "conv2", outputs, groups: groups));
            Network pruned = RemovalCheck.AssertEquivalent(network, settings);
            Node conv = pruned.Graph.Nodes.Last(n => n.Operator.Id.Name == "Conv");
            long expected = groups == 1 ? 1 : groups == 8 || settings == Whole ? groups / 2 : groups;
            Assert.Equal(expected, conv.Attributes.Int("group", 1));
        }
    }

    [Fact]
    public void Transposed_convolutions_are_cut_in_both_policies()
    {
        foreach (int groups in (int[])[1, 2, 8])
        {
            foreach (ChannelGroupSettings settings in new[] { Share, Whole })
            {
                var net = new StructureNetwork();
                Value x = net.Conv(net.Input(0, 2, 4, 4), "conv1", 8);
                Value up = net.Build.Call("ConvTranspose", [x, net.Weight("up.w", 8, 16 / groups, 2, 2), net.Weight("up.b", 16)], ("group", groups));
                RemovalCheck.AssertEquivalent(net.EndPooled(net.Swish(up)), settings);
            }
        }
    }

    [Fact]
    public void A_channel_shuffle_is_followed_through_reshape_and_transpose()
    {
        foreach (GroupPolicy policy in Enum.GetValues<GroupPolicy>())
        {
            var net = new StructureNetwork();
            Value x = net.Conv(net.Conv(net.Input(0, 2, 3, 3), "conv1", 12), "conv2", 12, groups: 3);
            Value split = net.Build.Call("Reshape", x, net.Build.Integers(0, 3, 4, 3, 3));
            Value shuffled = net.Build.Call("Reshape", net.Build.Call("Transpose", [split], ("perm", new long[] { 0, 2, 1, 3, 4 })), net.Build.Integers(0, 12, 3, 3));
            Network network = net.EndPooled(net.Swish(shuffled));
            var settings = new ChannelGroupSettings { Convolutions = policy, Splits = policy };
            ChannelGroups groups = ChannelGroups.Find(network, settings);
            Assert.Contains(groups.Groups, g => g.Classes.Count == (policy == GroupPolicy.WholeGroups ? 3 : 4));
            RemovalCheck.AssertEquivalent(network, settings);
        }
    }

    [Fact]
    public void A_shortcut_of_slice_and_pad_gives_up_padded_and_sliced_channels()
    {
        var net = new StructureNetwork();
        Value x = net.Swish(net.Conv(net.Input(0, 3, 4, 4), "conv1", 4));
        Value half = net.Build.Call("Slice", x, net.Build.Integers(0, 0), net.Build.Integers(int.MaxValue, int.MaxValue), net.Build.Integers(2, 3), net.Build.Integers(2, 2));
        Value padded = net.Build.Call("Pad", half, net.Build.Integers(0, 2, 0, 0, 0, 2, 0, 0));
        Value main = net.Build.Call("Conv", [x, net.Weight("conv2.w", 8, 4, 1, 1)], ("strides", new long[] { 2, 2 }));
        Network network = net.EndPooled(net.Build.Call("Sigmoid", net.Build.Call("Add", main, padded)));
        ChannelGroups groups = ChannelGroups.Find(network);
        Assert.Single(groups.Groups);
        Assert.Equal(8, groups.Groups[0].Classes.Count);

        ChannelClass ClassOf(int channel) => groups.ClassOf(main, 1, channel)!;
        Network pruned = RemovalCheck.AssertEquivalent(groups, [ClassOf(0), ClassOf(3), ClassOf(6), ClassOf(7)]);
        Node pad = pruned.Graph.Nodes.Single(n => n.Operator.Id.Name == "Pad");
        Assert.Equal([0, 1, 0, 0, 0, 0, 0, 0], pad.Inputs[1]!.Constant!.ToLongs());
    }

    [Fact]
    public void Split_and_slice_follow_their_channels()
    {
        var net = new StructureNetwork();
        Value x = net.Conv(net.Input(0, 3, 3, 3), "conv1", 12);
        Node split = net.Build.Node(OperatorId.Onnx("Split"), [x], 2, NodeAttributes.Of(("axis", 1), ("num_outputs", 2)));
        Value slice = net.Build.Call("Slice", x, net.Build.Integers(3), net.Build.Integers(-2), net.Build.Integers(1));
        Value joined = net.Build.Call("Concat", [net.Swish(split.Outputs[0]!), split.Outputs[1], slice], ("axis", 1));
        RemovalCheck.AssertEquivalent(net.EndPooled(joined));
    }

    [Fact]
    public void Gathered_channels_keep_their_places()
    {
        var net = new StructureNetwork();
        Value x = net.Conv(net.Input(0, 3, 3, 3), "conv1", 6);
        Value gathered = net.Build.Call("Gather", [x, net.Build.Integers(5, 0, -2, 0)], ("axis", 1));
        ChannelGroups groups = ChannelGroups.Find(net.EndPooled(gathered));
        Network pruned = RemovalCheck.AssertEquivalent(groups, [groups.ClassOf(x, 1, 0)!, groups.ClassOf(x, 1, 1)!]);
        Node gather = pruned.Graph.Nodes.Single(n => n.Operator.Id.Name == "Gather");
        Assert.Equal([3, 2], gather.Inputs[1]!.Constant!.ToLongs());
    }

    [Theory]
    [InlineData("DCR")]
    [InlineData("CRD")]
    public void Depth_to_space_and_back_keeps_blocks_together(string mode)
    {
        var net = new StructureNetwork();
        Value x = net.Conv(net.Input(0, 3, 4, 4), "conv1", 16);
        Value wide = net.Build.Call("DepthToSpace", [x], ("blocksize", 2), ("mode", mode));
        Value back = net.Build.Call("SpaceToDepth", [net.Swish(wide)], ("blocksize", 2));
        Network network = net.EndPooled(back);
        Assert.Equal(4, ChannelGroups.Find(network).Groups.Single().Classes.Count);
        RemovalCheck.AssertEquivalent(network);
    }

    [Fact]
    public void A_reshape_to_a_computed_target_is_followed()
    {
        var net = new StructureNetwork();
        Value x = net.Conv(net.Input(0, 3, 3, 3), "conv1", 6);
        Value rows = net.Build.Call("Gather", net.Build.Call("Shape", x), net.Build.Constant(DenseTensor.Scalar(0L)));
        Value target = net.Build.Call("Concat", [net.Build.Call("Unsqueeze", rows, net.Build.Integers(0)), net.Build.Integers(54)], ("axis", 0));
        Network network = net.End(net.Dense(net.Build.Call("Reshape", x, target), "dense", 4));
        Assert.Equal(6, ChannelGroups.Find(network).Groups.Single().Classes.Count);
        RemovalCheck.AssertEquivalent(network);
    }

    [Fact]
    public void An_extent_that_is_computed_with_holds_its_axis_fast()
    {
        var net = new StructureNetwork();
        Value x = net.Conv(net.Input(0, 3, 3, 3), "conv1", 6);
        Value width = net.Build.Call("Gather", net.Build.Call("Shape", x), net.Build.Constant(DenseTensor.Scalar(1L)));
        net.Build.Output(width);
        Assert.Empty(ChannelGroups.Find(net.EndPooled(x)).Groups);
    }

    [Fact]
    public void A_vector_that_two_nodes_share_is_cut_for_each()
    {
        var net = new StructureNetwork();
        Value shared = net.Weight("shared", 6);
        Value x = net.Build.Call("Conv", net.Input(0, 3, 3, 3), net.Weight("w1", 6, 3, 1, 1), shared);
        x = net.Build.Call("Conv", net.Swish(x), net.Weight("w2", 6, 6, 1, 1), shared);
        Network network = net.EndPooled(net.Swish(x));
        ChannelGroups groups = ChannelGroups.Find(network);
        Assert.Equal([6, 6], groups.Groups.Select(g => g.Classes.Count));
        Network pruned = RemovalCheck.AssertEquivalent(groups, [groups.Groups[0].Classes[0], groups.Groups[1].Classes[4], groups.Groups[1].Classes[5]]);
        Assert.Equal([5, 4], pruned.Graph.Nodes.Where(n => n.Operator.Id.Name == "Conv").Select(n => n.Inputs[2]!.Shape![0].Number));
    }

    [Fact]
    public void A_matrix_that_two_nodes_share_stays_shared()
    {
        var net = new StructureNetwork();
        Value weight = net.Weight("tied", 6, 6, 1, 1);
        Value x = net.Conv(net.Input(0, 3, 3, 3), "conv1", 6);
        x = net.Build.Call("Conv", net.Swish(net.Build.Call("Conv", net.Swish(x), weight)), weight);
        Network pruned = RemovalCheck.AssertEquivalent(net.EndPooled(net.Swish(x)));
        Assert.Single(pruned.Graph.Nodes.Where(n => n.Operator.Id.Name == "Conv").Skip(1).Select(n => n.Inputs[1]).Distinct());
    }

    [Fact]
    public void Groups_of_a_group_normalisation_go_as_a_whole()
    {
        var net = new StructureNetwork();
        Value x = net.Conv(net.Input(0, 3, 3, 3), "conv1", 12);
        Value normalised = net.Build.Call("GroupNormalization", [x, net.Weight("scale", 12), net.Weight("shift", 12)], ("num_groups", 4));
        Network network = net.EndPooled(net.Swish(normalised));
        Assert.Equal(4, ChannelGroups.Find(network).Groups.Single().Classes.Count);
        RemovalCheck.AssertEquivalent(network);
    }

    [Fact]
    public void Statistics_over_an_axis_fix_it_unless_training_follows()
    {
        var net = new StructureNetwork();
        Value x = net.Build.Call("MatMul", net.Input(0, 4, 3), net.Weight("w", 3, 6));
        Value normalised = net.Build.Call("LayerNormalization", x, net.Weight("scale", 6), net.Weight("shift", 6));
        Network network = net.End(net.Build.Call("MatMul", normalised, net.Weight("v", 6, 2)));
        Assert.Empty(ChannelGroups.Find(network).Groups);
        ChannelGroups groups = ChannelGroups.Find(network, new ChannelGroupSettings { CutNormalised = true });
        Assert.Equal(6, groups.Groups.Single().Classes.Count);
        Network pruned = ChannelRemoval.Apply(groups, groups.Groups[0].Classes.Take(2));
        Assert.Equal(3 * 4 + 4 + 4 + 4 * 2, pruned.ParameterCount);
    }

    [Fact]
    public void Whole_heads_of_an_attention_can_be_removed()
    {
        var net = new StructureNetwork();
        Value x = net.Input(0, 5, 6);
        Value Heads(string name, params long[] order) => net.Build.Call("Transpose",
            [net.Build.Call("Reshape", net.Build.Call("MatMul", x, net.Weight(name, 6, 8)), net.Build.Integers(0, 5, 4, 2))], ("perm", order));
        Value scores = net.Build.Call("Softmax", [net.Build.Call("MatMul", Heads("q", 0, 2, 1, 3), Heads("k", 0, 2, 3, 1))], ("axis", -1));
        Value mixed = net.Build.Call("Transpose", [net.Build.Call("MatMul", scores, Heads("v", 0, 2, 1, 3))], ("perm", new long[] { 0, 2, 1, 3 }));
        Value merged = net.Build.Call("Reshape", mixed, net.Build.Integers(0, 0, 8));
        Network network = net.End(net.Build.Call("MatMul", merged, net.Weight("out", 8, 6)));

        ChannelGroup heads = ChannelGroups.Find(network).Groups.Single();
        Assert.Equal(4, heads.Classes.Count);
        Assert.Equal(["k.1", "out.0", "q.1", "v.1"], heads.Axes.Where(a => a.Value.IsConstant).Select(a => $"{a.Value.Name}.{a.Axis}").Order(StringComparer.Ordinal));
        RemovalCheck.AssertEquivalent(network);
    }

    [Fact]
    public void Operators_on_positions_let_channels_pass()
    {
        (string Name, Func<GraphBuilder, Value, Value> Step)[] steps =
        [
            ("ReduceMean", (b, x) => b.Call("ReduceMean", x, b.Integers(2, 3))),
            ("Resize", (b, x) => b.Call("Resize", [x, null, b.Constant(DenseTensor.Vector(1f, 1, 2, 1.5f))], ("mode", "linear"))),
            ("Resize to sizes", (b, x) => b.Call("Resize", x, null, null, b.Integers(2, 6, 5, 3))),
            ("Tile", (b, x) => b.Call("Tile", x, b.Integers(1, 1, 2, 1))),
            ("Tile channels", (b, x) => b.Call("Tile", x, b.Integers(1, 2, 1, 1))),
            ("Expand", (b, x) => b.Call("Expand", b.Call("GlobalAveragePool", x), b.Integers(2, 6, 3, 3))),
            ("Squeeze", (b, x) => b.Call("Unsqueeze", b.Call("Squeeze", b.Call("GlobalAveragePool", x), b.Integers(2, 3)), b.Integers(-1, 2))),
            ("Softmax", (b, x) => b.Call("Softmax", [x], ("axis", 3))),
            ("Clip", (b, x) => b.Call("Clip", x, b.Scalar(-0.5, ElementType.Float64))),
            ("PRelu", (b, x) => b.Call("PRelu", x, b.Constant(DenseTensor.From([0.1, 0.2, 0.3, 0.4, 0.5, 0.6], new Shape(6, 1, 1))))),
        ];
        foreach (var (name, step) in steps)
        {
            var net = new StructureNetwork();
            Value y = step(net.Build, net.Conv(net.Input(2, 3, 4, 4), "conv1", 6));
            Network network = y.Shape!.Rank == 4 && name != "ReduceMean" ? net.EndPooled(y) : net.End(net.Dense(net.Build.Call("Flatten", y), "end", 3));
            Assert.True(ChannelGroups.Find(network).Groups is [{ Classes.Count: 6 }], name);
            RemovalCheck.AssertEquivalent(network);
        }
    }

    [Fact]
    public void Removing_all_indices_of_an_axis_is_refused()
    {
        var net = new StructureNetwork();
        ChannelGroups groups = ChannelGroups.Find(net.EndPooled(net.Conv(net.Input(0, 3, 3, 3), "conv1", 4)));
        Assert.Throws<ArgumentException>(() => ChannelRemoval.Apply(groups, groups.Groups[0].Classes));
    }

    [Fact]
    public void Unknown_operators_and_ends_of_the_network_are_fixed()
    {
        var net = new StructureNetwork();
        Value x = net.Conv(net.Input(0, 3, 3, 3), "conv1", 4);
        net.Build.Output(net.Build.Call("Relu", x));
        Assert.Empty(ChannelGroups.Find(net.EndPooled(x)).Groups);
    }

    [Fact]
    public void The_printed_groups_name_their_axes()
    {
        var net = new StructureNetwork();
        string text = ChannelGroups.Find(net.EndPooled(net.Conv(net.Input(0, 3, 3, 3), "conv1", 4))).ToString();
        Assert.StartsWith("1: 4 classes: conv1.w.0, ", text);
        Assert.Contains("end.w.1", text);
    }

    [Fact]
    public void Leaves_of_weight_expressions_are_cut_with_the_weight()
    {
        var net = new StructureNetwork();
        Value x = net.Conv(net.Input(0, 3, 4, 4), "conv1", 6);
        var bits = new bool[6 * 6];
        for (int i = 0; i < bits.Length; i++) bits[i] = i % 3 != 0;
        Value masked = net.Build.CallFrugal("Mask", [net.Weight("w", 6, 6, 1, 1), net.Build.Constant(DenseTensor.From(bits, new Shape(6, 6, 1, 1)), "m")]);
        x = net.Swish(net.Build.Call("Conv", x, masked));
        var integers = DenseTensor.Zeros(ElementType.Int8, new Shape(4, 6, 1, 1));
        for (int i = 0; i < integers.Count; i++) integers.Bytes[i] = (byte)(i * 7);
        Value scale = net.Build.Constant(DenseTensor.Vector(0.1, 0.2, 0.3, 0.4), "scale");
        Value dequantized = net.Build.Call("DequantizeLinear", [net.Build.Constant(integers, "q"), scale], ("axis", 0));
        Network network = net.EndPooled(net.Build.Call("Conv", net.Swish(x), dequantized));

        ChannelGroups groups = ChannelGroups.Find(network);
        Assert.Equal([6, 6, 4], groups.Groups.Select(g => g.Classes.Count));
        Assert.Contains(groups.Groups[0].Classes[0].Weights, o => o is { Value.Name: "w", Axis: 1, IsConsumer: true });
        Assert.Contains(groups.Groups[1].Classes[0].Weights, o => o is { Value.Name: "q", Axis: 1, IsConsumer: true });
        Network pruned = RemovalCheck.AssertEquivalent(groups, [groups.Groups[0].Classes[2], groups.Groups[1].Classes[1], groups.Groups[2].Classes[3]]);
        Assert.Equal(new Shape(5, 5, 1, 1), pruned.Graph.Initializers.Single(v => v.Name == "m").Constant!.Shape);
        Assert.Equal([0.1, 0.2, 0.3], pruned.Graph.Initializers.Single(v => v.Name == "scale").Constant!.ToDoubles());
    }

    [Fact]
    public void A_weight_on_the_left_of_a_product_is_the_consumer()
    {
        var net = new StructureNetwork();
        Value x = net.Build.Call("MatMul", net.Weight("first", 6, 4), net.Input(4, 3));
        Network network = net.End(net.Build.Call("MatMul", net.Weight("second", 2, 6), net.Swish(x)));
        Assert.Equal(6, ChannelGroups.Find(network).Groups.Single().Classes.Count);
        RemovalCheck.AssertEquivalent(network);
    }

    [Fact]
    public void A_removal_that_would_empty_an_axis_is_told_beforehand()
    {
        var net = new StructureNetwork();
        ChannelGroups groups = ChannelGroups.Find(net.EndPooled(net.Conv(net.Input(0, 3, 3, 3), "conv1", 4)));
        Assert.True(groups.CanRemove(groups.Groups[0].Classes.Take(3)));
        Assert.False(groups.CanRemove(groups.Groups[0].Classes));
    }
}
