using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// The best boxes of each class that overlap no better one of it: in the order of their scores, a box is kept unless its intersection over
/// union with a kept one exceeds a threshold. Inputs: boxes [batch, boxes, 4], scores [batch, classes, boxes], the most boxes per class, the
/// threshold of overlap, and that of the score. Output: int64 rows (batch, class, box).
/// </summary>
internal sealed class NonMaxSuppression : Operator
{
    public override OperatorId Id => OperatorId.Onnx("NonMaxSuppression");

    public override int SinceVersion => 10;

    public override void Infer(InferContext context) => context.Set(0, ElementType.Int64, new SymbolicShape(Dimension.Unknown, 3));

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor boxes = inputs[0]!, scores = inputs[1]!;
        if (boxes.Shape.Rank != 3 || scores.Shape.Rank != 3 || boxes.Shape[2] != 4 || scores.Shape[0] != boxes.Shape[0] || scores.Shape[2] != boxes.Shape[1])
            throw new InvalidModelException($"{context.Node.Describe()} takes boxes [batch, boxes, 4] and scores [batch, classes, boxes], but got {boxes.Shape} and {scores.Shape}.");
        long most = inputs.Length > 2 && inputs[2] is { } m ? m.ToLongs()[0] : 0;
        double overlap = inputs.Length > 3 && inputs[3] is { } o ? o.ToDoubles()[0] : 0;
        double threshold = inputs.Length > 4 && inputs[4] is { } t ? t.ToDoubles()[0] : double.NegativeInfinity;
        int count = boxes.Shape[1], classes = scores.Shape[1];
        Box[] corners = Corners(boxes.ToDoubles(), context.Attributes.Int("center_point_box", 0) != 0);
        double[] score = scores.ToDoubles();
        var selected = new List<long>();
        for (int b = 0; b < boxes.Shape[0]; b++)
            for (int c = 0; c < classes; c++)
            {
                int offset = (b * classes + c) * count;
                foreach (int kept in Select(corners.AsSpan(b * count, count), score.AsSpan(offset, count), most, overlap, threshold))
                    selected.AddRange([b, c, kept]);
            }
        outputs.Set(0, DenseTensor.From(selected.ToArray(), new Shape(selected.Count / 3, 3)));
    }

    public override OperatorCost Cost(CostContext context) => context.Of(0, context.InputShape(1).Count);

    private static List<int> Select(ReadOnlySpan<Box> boxes, ReadOnlySpan<double> scores, long most, double overlap, double threshold)
    {
        double[] own = scores.ToArray();
        var kept = new List<int>();
        foreach (int candidate in Enumerable.Range(0, own.Length).Where(i => own[i] > threshold).OrderByDescending(i => own[i]).ThenBy(i => i))
        {
            if (kept.Count >= most) break;
            bool free = true;
            foreach (int better in kept) free &= Overlap(boxes[candidate], boxes[better]) <= overlap;
            if (free) kept.Add(candidate);
        }
        return kept;
    }

    // Boxes are two opposite corners (y, x, y, x) in any order, or centre and size (x, y, width, height).
    private static Box[] Corners(double[] values, bool centred)
    {
        var boxes = new Box[values.Length / 4];
        for (int i = 0; i < boxes.Length; i++)
        {
            double a = values[4 * i], b = values[4 * i + 1], c = values[4 * i + 2], d = values[4 * i + 3];
            boxes[i] = centred
                ? new Box(b - d / 2, a - c / 2, b + d / 2, a + c / 2)
                : new Box(Math.Min(a, c), Math.Min(b, d), Math.Max(a, c), Math.Max(b, d));
        }
        return boxes;
    }

    private static double Overlap(Box first, Box second)
    {
        double height = Math.Min(first.Bottom, second.Bottom) - Math.Max(first.Top, second.Top);
        double width = Math.Min(first.Right, second.Right) - Math.Max(first.Left, second.Left);
        if (height <= 0 || width <= 0) return 0;
        double intersection = height * width;
        return intersection / (first.Area + second.Area - intersection);
    }

    private readonly record struct Box(double Top, double Left, double Bottom, double Right)
    {
        public double Area => (Bottom - Top) * (Right - Left);
    }
}
