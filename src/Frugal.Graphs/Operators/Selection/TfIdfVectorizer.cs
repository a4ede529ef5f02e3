using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// Counts n-grams of a pool in rows of integers or texts: y[j] is how often the n-gram of coordinate j occurs (TF), its weight where it occurs
/// at all (IDF), or their product (TFIDF). The elements of an n-gram stand 1 to <c>max_skip_count</c> + 1 places apart, all pairs alike.
/// </summary>
internal sealed class TfIdfVectorizer : Operator
{
    // Between the elements of an n-gram's key; no text holds it.
    private const char Separator = '\u0001';

    public override OperatorId Id => OperatorId.Onnx("TfIdfVectorizer");

    public override int SinceVersion => 9;

    public override void Infer(InferContext context)
    {
        long[] coordinates = context.Attributes.Ints("ngram_indexes") ?? throw context.Fail("lacks its attribute 'ngram_indexes'");
        if (coordinates.Length == 0 || coordinates.Min() < 0) throw context.Fail("has no coordinates, or negative ones, in 'ngram_indexes'");
        Dimension width = coordinates.Max() + 1;
        context.Set(0, ElementType.Float32, context.Shape(0) is { } x ? x.Rank == 1 ? new SymbolicShape(width) : new SymbolicShape(x[0], width) : null);
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor x = inputs[0]!;
        NodeAttributes attributes = context.Attributes;
        long[] coordinates = attributes.Ints("ngram_indexes")!;
        Dictionary<string, int> pool = Pool(attributes, context.Node);
        int longest = (int)attributes.Int("max_gram_length", 1), shortest = (int)attributes.Int("min_gram_length", 1), skips = (int)attributes.Int("max_skip_count", 0);
        string mode = attributes.Text("mode", "TF");
        float[]? weights = attributes.Floats("weights");
        string[] texts = Texts(x);
        int columns = x.Shape.Rank == 0 ? 1 : x.Shape[x.Shape.Rank - 1], width = checked((int)coordinates.Max() + 1);
        int rows = x.Shape.Rank == 2 ? x.Shape[0] : 1;
        var y = new double[rows * width];
        for (int r = 0; r < rows; r++)
        {
            var counts = new int[coordinates.Length];
            ReadOnlySpan<string> row = texts.AsSpan(r * columns, columns);
            for (int n = shortest; n <= longest; n++)
                // Elements that stand alone have no distance: they count once.
                for (int distance = 1; distance <= (n == 1 ? 1 : skips + 1); distance++)
                    Count(row, n, distance, pool, counts);
            for (int i = 0; i < counts.Length; i++)
                y[r * width + coordinates[i]] = mode == "TF" ? counts[i] : (mode == "IDF" ? Math.Min(counts[i], 1) : counts[i]) * (weights is null ? 1.0 : weights[i]);
        }
        outputs.Set(0, TensorValues.FromDoubles(ElementType.Float32, x.Shape.Rank == 2 ? new Shape(rows, width) : new Shape(width), y));
    }

    private static void Count(ReadOnlySpan<string> row, int length, int distance, Dictionary<string, int> pool, int[] counts)
    {
        var gram = new string[length];
        for (int start = 0; start + (length - 1) * distance < row.Length; start++)
        {
            for (int k = 0; k < length; k++) gram[k] = row[start + k * distance];
            if (pool.TryGetValue(string.Join(Separator, gram), out int position)) counts[position]++;
        }
    }

    // The pool lists all 1-grams, then all 2-grams, and so on; ngram_counts says where each kind begins.
    private static Dictionary<string, int> Pool(NodeAttributes attributes, Node node)
    {
        string[] elements = attributes.Find("pool_strings") as string[] ?? [.. (attributes.Ints("pool_int64s") ?? []).Select(i => i.ToString())];
        long[] begins = attributes.Ints("ngram_counts") ?? [];
        var pool = new Dictionary<string, int>();
        for (int n = 1; n <= begins.Length; n++)
        {
            long end = n < begins.Length ? begins[n] : elements.Length;
            if (begins[n - 1] < 0 || end > elements.Length || begins[n - 1] > end || (end - begins[n - 1]) % n != 0)
                throw new InvalidModelException($"{node.Describe()} has 'ngram_counts' that do not divide its pool of {elements.Length} elements into {n}-grams.");
            for (long i = begins[n - 1]; i < end; i += n) pool.TryAdd(string.Join(Separator, elements[(int)i..(int)(i + n)]), pool.Count);
        }
        if (pool.Count != attributes.Ints("ngram_indexes")!.Length)
            throw new InvalidModelException($"{node.Describe()} has {pool.Count} different n-grams and {attributes.Ints("ngram_indexes")!.Length} coordinates.");
        return pool;
    }

    private static string[] Texts(DenseTensor x) => x.Type == ElementType.String ? x.Strings.ToArray() : Array.ConvertAll(x.ToLongs(), v => v.ToString());
}
