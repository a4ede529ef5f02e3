using Frugal.Graphs;
using Frugal.Tensors;
using Xunit;

namespace Frugal.Tests.Operators;

/// <summary>Losses and their gradients against values computed independently.</summary>
public sealed class LossTests
{
    [Theory]
    [InlineData(0, 0.40760596)]
    [InlineData(0.1, 0.50760596)]
    public void Cross_entropy_of_three_classes_has_its_computed_value(double smoothing, double expected)
    {
        var (loss, gradient) = Run(DenseTensor.From([2.0, 1, 0], new Shape(1, 3)),
            (b, z) => b.SoftmaxCrossEntropy(z, b.Constant(DenseTensor.Vector(0L)), labelSmoothing: smoothing));
        Assert.Equal(expected, loss, 1e-8);
        Assert.Equal(0, gradient.Sum(), 1e-15);
    }

    // z = (1, 2, 3), v = (2, 1, 4): KL, T² KL and the gradient of T² KL.
    [Theory]
    [InlineData(1, .153739813, new[] { -.02416463, .20271840, -.17855378 })]
    [InlineData(2, .302626013, new[] { -.08980035, .33390301, -.24410266 })]
    [InlineData(4, .382250098, new[] { -.14992300, .39710425, -.24718125 })]
    [InlineData(20, .434017361, new[] { -.20739720, .43660655, -.22920935 })]
    [InlineData(100, .442446948, new[] { -.21925819, .44294569, -.22368750 })]
    public void Distillation_has_its_computed_values(double temperature, double expected, double[] expectedGradient)
    {
        var (loss, gradient) = Run(DenseTensor.From([1.0, 2, 3], new Shape(1, 3)),
            (b, z) => b.Distillation(z, b.Constant(DenseTensor.From([2.0, 1, 4], new Shape(1, 3))), temperature));
        Assert.Equal(expected, loss, 1e-8);
        Assert.All(expectedGradient.Zip(gradient), p => Assert.Equal(p.First, p.Second, 1e-8));
    }

    [Fact]
    public void A_mixture_of_soft_and_hard_targets_has_its_computed_values()
    {
        var (loss, gradient) = Run(DenseTensor.From([1.0, 2, 3], new Shape(1, 3)), (b, z) =>
        {
            Value soft = b.Distillation(z, b.Constant(DenseTensor.From([2.0, 1, 4], new Shape(1, 3))), 4);
            Value hard = b.SoftmaxCrossEntropy(z, b.Constant(DenseTensor.Vector(2L)));
            ElementType type = z.Type;
            return b.Call("Add", b.Call("Mul", soft, b.Scalar(0.9, type)), b.Call("Mul", hard, b.Scalar(0.1, type)));
        });
        Assert.Equal(.384785684, loss, 1e-8);
        Assert.All(new[] { -.12592765, .38186667, -.25593903 }.Zip(gradient), p => Assert.Equal(p.First, p.Second, 1e-8));
    }

    [Fact]
    public void A_student_that_equals_its_teacher_has_no_gradient()
    {
        DenseTensor logits = DenseTensor.From([1.0, -2, 3, 0.5, 0.5, 7], new Shape(2, 3));
        var (loss, gradient) = Run(logits, (b, z) => b.Distillation(z, b.Constant(logits), 3));
        Assert.Equal(0, loss, 1e-15);
        Assert.All(gradient, g => Assert.Equal(0, g, 1e-15));
    }

    [Fact]
    public void Weights_scale_samples_and_the_mean_divides_by_their_number()
    {
        DenseTensor logits = DenseTensor.From([2.0, 1, 0, 0, 0, 0], new Shape(2, 3));
        var (loss, gradient) = Run(logits, (b, z) => b.SoftmaxCrossEntropy(z, b.Constant(DenseTensor.Vector(0L, 1)), b.Constant(DenseTensor.Vector(3.0, 0))));
        Assert.Equal(3 * 0.40760596 / 2, loss, 1e-8);
        Assert.Equal([0, 0, 0], gradient[3..]);
    }

    [Fact]
    public void One_hot_distributions_are_the_same_as_class_numbers()
    {
        DenseTensor logits = DenseTensor.From([2.0, 1, 0, -1, 3, 0.5], new Shape(2, 3));
        var byNumber = Run(logits, (b, z) => b.SoftmaxCrossEntropy(z, b.Constant(DenseTensor.Vector(2L, 0)), labelSmoothing: 0.2));
        var byDistribution = Run(logits, (b, z) => b.SoftmaxCrossEntropy(z, b.Constant(DenseTensor.From([0.0, 0, 1, 1, 0, 0], new Shape(2, 3))), labelSmoothing: 0.2));
        Assert.Equal(byNumber.Loss, byDistribution.Loss);
        Assert.Equal(byNumber.Gradient, byDistribution.Gradient);
    }

    [Fact]
    public void A_label_outside_the_classes_is_an_error_that_names_it()
    {
        var error = Assert.Throws<InvalidModelException>(() => Run(DenseTensor.From([2.0, 1], new Shape(1, 2)), (b, z) => b.SoftmaxCrossEntropy(z, b.Constant(DenseTensor.Vector(2L)))));
        Assert.Contains("label 2", error.Message);
    }

    private static (double Loss, double[] Gradient) Run(DenseTensor logits, Func<GraphBuilder, Value, Value> build)
    {
        var network = new Network();
        var builder = new GraphBuilder(network.Graph);
        Value z = network.Graph.AddInput("z", logits.Type, SymbolicShape.Of(logits.Shape));
        Value loss = build(builder, z);
        builder.Output(loss, Gradients.Append(network, loss, [z]).Of[z]!);
        DenseTensor[] results = ReferenceEvaluator.Run(network.Graph, [logits]);
        return (results[0].Span<double>()[0], results[1].Span<double>().ToArray());
    }
}
