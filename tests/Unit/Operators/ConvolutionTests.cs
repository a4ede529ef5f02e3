using Frugal.Graphs;
using Frugal.Tensors;
using Xunit;

namespace Frugal.Tests.Operators;

public sealed class ConvolutionTests
{
    // The tables of Conv and ConvTranspose in the ONNX operator documentation.
    [Fact]
    public void A_padded_convolution_gives_the_values_of_the_onnx_documentation()
    {
        DenseTensor y = SingleNode.Run("Conv", [SingleNode.Counting(0, 1, 1, 5, 5), Ones(1, 1, 3, 3)], ("pads", new[] { 1, 1, 1, 1 }));
        Assert.Equal(
            [12, 21, 27, 33, 24, 33, 54, 63, 72, 51, 63, 99, 108, 117, 81, 93, 144, 153, 162, 111, 72, 111, 117, 123, 84], y.ToDoubles());
    }

    [Fact]
    public void A_convolution_with_stride_2_and_padding_of_one_axis_gives_the_values_of_the_onnx_documentation()
    {
        DenseTensor y = SingleNode.Run(
            "Conv", [SingleNode.Counting(0, 1, 1, 7, 5), Ones(1, 1, 3, 3)], ("pads", new[] { 1, 0, 1, 0 }), ("strides", new[] { 2, 2 }));
        Assert.Equal([21, 33, 99, 117, 189, 207, 171, 183], y.ToDoubles());
    }

    [Fact]
    public void A_transposed_convolution_gives_the_values_of_the_onnx_documentation()
    {
        DenseTensor y = SingleNode.Run("ConvTranspose", [SingleNode.Counting(0, 1, 1, 3, 3), Ones(1, 2, 3, 3)]);
        double[] plane = [0, 1, 3, 3, 2, 3, 8, 15, 12, 7, 9, 21, 36, 27, 15, 9, 20, 33, 24, 13, 6, 13, 21, 15, 8];
        Assert.Equal([.. plane, .. plane], y.ToDoubles());
    }

    [Fact]
    public void A_transposed_convolution_with_strides_and_padding_gives_the_values_of_the_onnx_documentation()
    {
        DenseTensor y = SingleNode.Run(
            "ConvTranspose", [SingleNode.Counting(0, 1, 1, 3, 3), Ones(1, 2, 3, 3)], ("strides", new[] { 3, 2 }), ("pads", new[] { 1, 2, 1, 2 }));
        double[] plane = [1, 1, 3, 1, 1, 3, 7, 4, 9, 7, 4, 9, 7, 4, 9, 13, 7, 15, 13, 7, 15];
        Assert.Equal([.. plane, .. plane], y.ToDoubles());
    }

    [Fact]
    public void Convolutions_of_random_geometry_equal_the_definition_on_a_padded_input()
    {
        var random = new RandomStream(3);
        for (int trial = 0; trial < 200; trial++)
        {
            Geometry g = Geometry.Draw(ref random);
            DenseTensor x = SingleNode.Random((ulong)trial, 2, g.Groups * g.InputsPerGroup, g.Height, g.Width);
            DenseTensor w = SingleNode.Random((ulong)trial + 1000, g.Groups * g.OutputsPerGroup, g.InputsPerGroup, g.KernelHeight, g.KernelWidth);
            DenseTensor b = SingleNode.Random((ulong)trial + 2000, g.Groups * g.OutputsPerGroup);
            double[] expected = Definition(x, w, b, g);
            double[] actual = SingleNode.Run("Conv", [x, w, b], g.Attributes()).ToDoubles();
            Assert.Equal(expected.Length, actual.Length);
            for (int i = 0; i < expected.Length; i++) Assert.True(Math.Abs(expected[i] - actual[i]) < 1e-12, $"trial {trial}: {g}");
        }
    }

    // <Conv(x, w), y> = <x, dx(y, w)> = <w, dw(y, x)>.
    [Fact]
    public void The_gradient_operator_is_the_transpose_of_the_convolution()
    {
        var random = new RandomStream(4);
        for (int trial = 0; trial < 50; trial++)
        {
            Geometry g = Geometry.Draw(ref random);
            DenseTensor x = SingleNode.Random((ulong)trial, 2, g.Groups * g.InputsPerGroup, g.Height, g.Width);
            DenseTensor w = SingleNode.Random((ulong)trial + 1000, g.Groups * g.OutputsPerGroup, g.InputsPerGroup, g.KernelHeight, g.KernelWidth);
            DenseTensor y = SingleNode.Run("Conv", [x, w], g.Attributes());
            DenseTensor dy = SingleNode.Random((ulong)trial + 3000, y.Shape.ToArray());
            DenseTensor[] gradients = SingleNode.Run(OperatorId.Frugal("ConvGradient"), [dy, x, w], 3, NodeAttributes.Of(g.Attributes()));
            double product = Dot(y, dy);
            Assert.Equal(product, Dot(x, gradients[0]), 1e-11);
            Assert.Equal(product, Dot(w, gradients[1]), 1e-11);
            Assert.Equal(dy.ToDoubles().Sum(), gradients[2].ToDoubles().Sum(), 1e-11);
        }
    }

    [Theory]
    [InlineData(new[] { 1, 3, 32, 32 }, new[] { 16, 3, 3, 3 }, 1, 442_368L)] // the first layer of ResNet-20
    [InlineData(new[] { 1, 8, 48, 48 }, new[] { 8, 1, 3, 3 }, 8, 165_888L)] // a depthwise one
    public void Multiply_accumulates_are_outputs_times_weights_that_each_output_reads(int[] x, int[] w, int groups, long expected)
    {
        Node node = Convolution(x, w, ("pads", new[] { 1, 1, 1, 1 }), ("group", groups));
        Assert.Equal(expected, node.Operator.Cost(new CostContext(node)).MultiplyAccumulates);
    }

    [Theory]
    [InlineData(new[] { 1, 3, 5, 5 }, new[] { 4, 2, 3, 3 }, 1)] // channels that do not fit
    [InlineData(new[] { 1, 3, 5, 5 }, new[] { 4, 1, 3, 3 }, 3)] // 4 outputs in 3 groups
    [InlineData(new[] { 1, 3, 2, 5 }, new[] { 4, 3, 3, 3 }, 1)] // a window larger than the input
    [InlineData(new[] { 1, 3, 5 }, new[] { 4, 3, 3, 3 }, 1)] // ranks that differ
    public void Shapes_that_do_not_fit_are_refused_with_the_name_of_the_node(int[] x, int[] w, int groups)
    {
        var exception = Assert.Throws<InvalidModelException>(() => Convolution(x, w, ("group", groups)));
        Assert.Contains("'c'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Symbolic_extents_survive_where_a_convolution_keeps_or_halves_them()
    {
        var graph = new Graph();
        Value x = graph.AddInput("x", ElementType.Float32, new SymbolicShape(Dimension.Named("N"), 3, Dimension.Named("H"), Dimension.Named("W") * 4));
        Value w = graph.AddInitializer("w", DenseTensor.Zeros(ElementType.Float32, new Shape(8, 3, 3, 3)));
        Node kept = Add(graph, [x, w], ("pads", new[] { 1, 1, 1, 1 }));
        Assert.Equal("[N,8,H,4*W]", kept.Output.Shape!.ToString());
        Assert.Equal("[N,8,?,2*W]", Add(graph, [x, w], ("auto_pad", "SAME_UPPER"), ("strides", new[] { 2, 2 })).Output.Shape!.ToString());
        Assert.Equal("[N,8,?,?]", Add(graph, [x, w]).Output.Shape!.ToString());
        Assert.Equal("[N,8,?,2*W]", Add(graph, [x, w], ("pads", new[] { 1, 1, 0, 1 }), ("strides", new[] { 2, 2 })).Output.Shape!.ToString());
    }

    private static Node Convolution(int[] x, int[] w, params (string Name, object Value)[] attributes)
    {
        var graph = new Graph();
        Value input = graph.AddInput("x", ElementType.Float32, SymbolicShape.Of(new Shape(x)));
        return Add(graph, [input, graph.AddInitializer("w", DenseTensor.Zeros(ElementType.Float32, new Shape(w)))], attributes);
    }

    private static Node Add(Graph graph, Value[] inputs, params (string Name, object Value)[] attributes)
    {
        Node node = graph.AddNode(OperatorTable.Get(OperatorId.Onnx("Conv")), inputs, [""], NodeAttributes.Of(attributes), "c");
        ShapeInference.Run(node);
        return node;
    }

    private static DenseTensor Ones(params int[] shape)
    {
        var ones = DenseTensor.Zeros(ElementType.Float64, new Shape(shape));
        ones.Span<double>().Fill(1);
        return ones;
    }

    private static double Dot(DenseTensor a, DenseTensor b) => a.ToDoubles().Zip(b.ToDoubles(), (p, q) => p * q).Sum();

    // The sum of the definition over an input that is really padded.
    private static double[] Definition(DenseTensor x, DenseTensor w, DenseTensor b, Geometry g)
    {
        int height = g.Height + g.Pads[0] + g.Pads[2], width = g.Width + g.Pads[1] + g.Pads[3];
        int rows = (height - (g.KernelHeight - 1) * g.Dilations[0] - 1) / g.Strides[0] + 1;
        int columns = (width - (g.KernelWidth - 1) * g.Dilations[1] - 1) / g.Strides[1] + 1;
        int inputs = g.Groups * g.InputsPerGroup, outputs = g.Groups * g.OutputsPerGroup;
        var padded = new double[2, inputs, height, width];
        double[] from = x.ToDoubles(), weights = w.ToDoubles(), bias = b.ToDoubles();
        for (int i = 0; i < from.Length; i++)
            padded[i / (inputs * g.Height * g.Width), i / (g.Height * g.Width) % inputs, g.Pads[0] + i / g.Width % g.Height, g.Pads[1] + i % g.Width] = from[i];
        var y = new List<double>();
        for (int n = 0; n < 2; n++)
            for (int m = 0; m < outputs; m++)
                for (int row = 0; row < rows; row++)
                    for (int column = 0; column < columns; column++)
                    {
                        double sum = bias[m];
                        int weight = m * g.InputsPerGroup * g.KernelHeight * g.KernelWidth;
                        for (int c = 0; c < g.InputsPerGroup; c++)
                            for (int i = 0; i < g.KernelHeight; i++)
                                for (int j = 0; j < g.KernelWidth; j++)
                                    sum += weights[weight++] * padded[
                                        n, m / g.OutputsPerGroup * g.InputsPerGroup + c, row * g.Strides[0] + i * g.Dilations[0], column * g.Strides[1] + j * g.Dilations[1]];
                        y.Add(sum);
                    }
        return [.. y];
    }

    private sealed record Geometry(
        int Height, int Width, int KernelHeight, int KernelWidth, int Groups, int InputsPerGroup, int OutputsPerGroup, int[] Strides, int[] Dilations, int[] Pads)
    {
        public static Geometry Draw(ref RandomStream random)
        {
            while (true)
            {
                var g = new Geometry(
                    1 + random.NextInt32(7), 1 + random.NextInt32(7), 1 + random.NextInt32(3), 1 + random.NextInt32(3),
                    1 + random.NextInt32(3), 1 + random.NextInt32(2), 1 + random.NextInt32(2),
                    [1 + random.NextInt32(3), 1 + random.NextInt32(3)], [1 + random.NextInt32(2), 1 + random.NextInt32(2)],
                    [random.NextInt32(3), random.NextInt32(3), random.NextInt32(3), random.NextInt32(3)]);
                bool fits = g.Height + g.Pads[0] + g.Pads[2] > (g.KernelHeight - 1) * g.Dilations[0] && g.Width + g.Pads[1] + g.Pads[3] > (g.KernelWidth - 1) * g.Dilations[1];
                if (fits) return g;
            }
        }

        public (string Name, object Value)[] Attributes() => [("strides", Strides), ("dilations", Dilations), ("pads", Pads), ("group", Groups)];
    }
}
