using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>The whole of a recurrent operator in float64: all directions, samples and steps, forward and backward.</summary>
internal sealed class RecurrentPass
{
    private readonly DenseTensor x;
    private readonly double[] inputs, hidden, cell;
    private readonly RecurrentWeights[] weights;
    private readonly RecurrentCell[] cells;
    private readonly long[] lengths;
    private readonly bool batchFirst;
    private readonly string direction;
    private readonly RecurrentCell.Step?[,,] steps;

    /// <summary>A pass over the tensors of a node: X, W, R, B, sequence_lens, initial_h, initial_c, P, of which the last five may be missing.</summary>
    public RecurrentPass(RecurrentOperator op, ReadOnlySpan<DenseTensor?> tensors, NodeAttributes attributes)
    {
        x = tensors[0]!;
        batchFirst = attributes.Flag("layout", false);
        direction = attributes.Text("direction", "forward");
        (Steps, Batch) = batchFirst ? (x.Shape[1], x.Shape[0]) : (x.Shape[0], x.Shape[1]);
        Directions = tensors[1]!.Shape[0];
        Hidden = tensors[2]!.Shape[2];
        Inputs = x.Shape[2];
        CheckShapes(op, tensors);
        inputs = x.ToDoubles();
        lengths = Given(tensors, 4)?.ToLongs() ?? [.. Enumerable.Repeat((long)Steps, Batch)];
        if (lengths.Length != Batch || Array.Exists(lengths, l => l < 0 || l > Steps)) throw new InvalidModelException($"Sequence lengths must be {Batch} numbers of 0 to {Steps}.");
        hidden = Given(tensors, 5)?.ToDoubles() ?? new double[Batch * Directions * Hidden];
        cell = Given(tensors, 6)?.ToDoubles() ?? new double[Batch * Directions * Hidden];
        weights = new RecurrentWeights[Directions];
        for (int d = 0; d < Directions; d++) weights[d] = WeightsOf(op, tensors, d);
        RecurrentActivation[] activations = RecurrentActivation.Of(attributes, op.DefaultActivations, Directions);
        int each = op.DefaultActivations.Length;
        cells = [.. Enumerable.Range(0, Directions).Select(d => op.Cell(weights[d], activations[(d * each)..((d + 1) * each)], attributes, Hidden))];
        steps = new RecurrentCell.Step?[Directions, Batch, Steps];
    }

    public int Steps { get; }

    public int Batch { get; }

    public int Directions { get; }

    public int Hidden { get; }

    public int Inputs { get; }

    /// <summary>The shape of all hidden states.</summary>
    public Shape SequenceShape => batchFirst ? new Shape(Batch, Steps, Directions, Hidden) : new Shape(Steps, Directions, Batch, Hidden);

    /// <summary>The shape of the states at one time.</summary>
    public Shape StateShape => batchFirst ? new Shape(Batch, Directions, Hidden) : new Shape(Directions, Batch, Hidden);

    /// <summary>All hidden states (0 behind the end of a sequence), and the last hidden and cell states.</summary>
    public (double[] Y, double[] H, double[] C) Forward()
    {
        double[] y = new double[SequenceShape.Count], lastH = (double[])hidden.Clone(), lastC = (double[])cell.Clone();
        for (int d = 0; d < Directions; d++)
            for (int b = 0; b < Batch; b++)
            {
                double[] h = Read(hidden, StateAt(d, b)), c = Read(cell, StateAt(d, b));
                for (int s = 0; s < lengths[b]; s++)
                {
                    int t = TimeOf(d, b, s);
                    RecurrentCell.Step step = cells[d].Forward(inputs.AsSpan(InputAt(t, b), Inputs).ToArray(), h, c);
                    steps[d, b, s] = step;
                    (h, c) = step.After;
                    h.CopyTo(y, SequenceAt(t, d, b));
                }
                h.CopyTo(lastH, StateAt(d, b));
                c.CopyTo(lastC, StateAt(d, b));
            }
        return (y, lastH, lastC);
    }

    /// <summary>The gradients with respect to X, W, R, B, initial_h, initial_c and P from those of the outputs; after <see cref="Forward"/>.</summary>
    public double[][] Backward(double[]? dy, double[]? dLastH, double[]? dLastC)
    {
        double[] dx = new double[inputs.Length], dh0 = new double[hidden.Length], dc0 = new double[cell.Length];
        RecurrentWeights[] gradients = Array.ConvertAll(weights, w => w.Zeros());
        for (int d = 0; d < Directions; d++)
            for (int b = 0; b < Batch; b++)
            {
                double[] dh = Read(dLastH, StateAt(d, b)), dc = Read(dLastC, StateAt(d, b));
                for (int s = (int)lengths[b] - 1; s >= 0; s--)
                {
                    int t = TimeOf(d, b, s), at = InputAt(t, b);
                    double[] own = Read(dy, SequenceAt(t, d, b));
                    for (int j = 0; j < Hidden; j++) own[j] += dh[j];
                    (double[] toInput, dh, dc) = cells[d].Backward(steps[d, b, s]!, own, dc, gradients[d]);
                    for (int i = 0; i < Inputs; i++) dx[at + i] += toInput[i];
                }
                dh.CopyTo(dh0, StateAt(d, b));
                dc.CopyTo(dc0, StateAt(d, b));
            }
        double[] All(Func<RecurrentWeights, double[]> part) => [.. gradients.SelectMany(part)];
        return [dx, All(g => g.W), All(g => g.R), All(g => g.B), dh0, dc0, All(g => g.P)];
    }

    private static DenseTensor? Given(ReadOnlySpan<DenseTensor?> tensors, int index) => index < tensors.Length ? tensors[index] : null;

    private RecurrentWeights WeightsOf(RecurrentOperator op, ReadOnlySpan<DenseTensor?> tensors, int d)
    {
        double[] Part(DenseTensor? tensor, int otherwise) =>
            tensor is null ? new double[otherwise] : tensor.ToDoubles().AsSpan((int)(tensor.Count / Directions * d), (int)(tensor.Count / Directions)).ToArray();
        return new RecurrentWeights(Part(tensors[1], 0), Part(tensors[2], 0), Part(Given(tensors, 3), 2 * op.Gates * Hidden), Part(Given(tensors, 7), 0), Inputs, Hidden);
    }

    private void CheckShapes(RecurrentOperator op, ReadOnlySpan<DenseTensor?> tensors)
    {
        int rows = op.Gates * Hidden;
        (int Index, Shape Shape)[] expected =
        [
            (1, new Shape(Directions, rows, Inputs)), (2, new Shape(Directions, rows, Hidden)), (3, new Shape(Directions, 2 * rows)),
            (5, StateShape), (6, StateShape), (7, new Shape(Directions, 3 * Hidden)),
        ];
        foreach (var (index, shape) in expected)
            if (Given(tensors, index) is { } tensor && tensor.Shape != shape)
                throw new InvalidModelException($"Input number {index} of {op.Id} must have the shape {shape}; it is {tensor.Shape}.");
        if (Directions != (direction == "bidirectional" ? 2 : 1)) throw new InvalidModelException($"{op.Id} with direction '{direction}' cannot have weights for {Directions} directions.");
    }

    private int TimeOf(int d, int b, int s) => direction == "reverse" || d == 1 ? (int)lengths[b] - 1 - s : s;

    private int InputAt(int t, int b) => (batchFirst ? b * Steps + t : t * Batch + b) * Inputs;

    private int SequenceAt(int t, int d, int b) => (batchFirst ? (b * Steps + t) * Directions + d : (t * Directions + d) * Batch + b) * Hidden;

    private int StateAt(int d, int b) => (batchFirst ? b * Directions + d : d * Batch + b) * Hidden;

    private double[] Read(double[]? from, int at) => from is null ? new double[Hidden] : from.AsSpan(at, Hidden).ToArray();
}
