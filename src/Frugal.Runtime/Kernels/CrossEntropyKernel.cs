using Frugal.Graphs;
using Frugal.Kernels;
using Frugal.Tensors;

namespace Frugal.Runtime.Kernels;

/// <summary>The mean cross-entropy of a batch of logits [samples, classes] against class numbers (int32), and its probabilities.</summary>
internal sealed class CrossEntropyKernel : Kernel
{
    public override IReadOnlyList<OperatorId> Operators => [OperatorId.Frugal("SoftmaxCrossEntropy")];

    public override Step? Bind(KernelQuery query) => Fits(query, query.Inputs[0]!, query.Inputs[1]!, query.Input(2)) && query.Outputs[0] is { } loss
        ? new LossStep(query, loss)
        : null;

    /// <summary>Whether a loss or its gradient is of the form that the kernel has.</summary>
    public static bool Fits(KernelQuery query, Operand logits, Operand labels, Operand? weights) =>
        query.IsFloat32 && weights is null && logits.Shape.Rank == 2 && labels.Type == ElementType.Int32
        && query.Attributes.Text("reduction", "mean") == "mean" && !query.Attributes.Flag("divergence", false) && !query.Attributes.Flag("without_targets", false);

    private sealed class LossStep : Step
    {
        private readonly Operand logits, labels, loss, probabilities, losses;
        private readonly int rows, columns;
        private readonly float smoothing, temperature;

        public LossStep(KernelQuery query, Operand loss)
        {
            (logits, labels, this.loss) = (query.Inputs[0]!, query.Inputs[1]!, loss);
            (rows, columns) = (logits.Shape[0], logits.Shape[1]);
            (smoothing, temperature) = (query.Attributes.Float("label_smoothing", 0), query.Attributes.Float("temperature", 1));
            losses = query.Workspace(rows * sizeof(float));
            probabilities = query.Outputs.Count > 1 && query.Outputs[1] is { } wanted ? wanted : query.Workspace((long)rows * columns * sizeof(float));
        }

        public override int Tiles(int phase) => 1;

        public override void Run(in Buffers buffers, int phase, int tile, Span<byte> scratch)
        {
            Span<float> each = buffers.Floats(losses);
            Span<float> p = buffers.Floats(probabilities);
            CrossEntropy.Forward<int>(buffers.Of<float>(logits), buffers.Of<int>(labels), p, each, columns, smoothing, temperature);
            double sum = 0;
            foreach (float one in each) sum += one;
            buffers.Of<float>(loss)[0] = (float)(sum / rows);
        }

        public override string Describe() => $"cross-entropy {logits.Shape}";
    }
}
