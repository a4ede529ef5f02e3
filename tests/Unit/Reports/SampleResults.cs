using System.Globalization;
using Frugal.Coding;
using Frugal.Compression;
using Frugal.Data;
using Frugal.Evaluation;
using Frugal.Graphs;
using Frugal.Tensors;

namespace Frugal.Tests.Reports;

/// <summary>Results of compression runs that look like real ones, made up without running any.</summary>
internal static class SampleResults
{
    /// <summary>Weights that are drawn at random for a histogram; the counts are scaled up.</summary>
    private const int MostSampled = 4000;

    private static readonly double[] Densities = [0.8, 0.6, 0.4, 0.3, 0.2, 0.15, 0.1, 0.07, 0.05, 0.03, 0.02, 0.01];

    /// <summary>A LeNet-300-100 as a full run with labels leaves it.</summary>
    public static CompressionResult LeNet300()
    {
        LayerReport[] layers =
        [
            Layer("/fc1/Gemm", "fc1.weight", [300, 784], 0.021, 5640, 31, seed: 1),
            Layer("/fc2/Gemm", "fc2.weight", [100, 300], 0.052, 1730, 31, seed: 2),
            Layer("/fc3/Gemm", "fc3.weight", [10, 100], 0.31, 262, 31, seed: 3),
        ];
        StepReport[] steps =
        [
            new(1, "simplify", "7 nodes became 7, 0 batch normalisations folded", true, 924_310, 924_310, Judged(0, 0), Judged(0, 0), 0.04, [], []),
            new(2, "magnitude-pruning", "7 rounds, 3.03 % of the weights kept", true, 924_310, 39_480, Judged(0, 0), Judged(9, 13), 118.3, PruningCandidates(),
                [Sensitivity(layers), Rates(layers)]),
            new(3, "weight-sharing", "31 levels a layer, 15 a bias", true, 39_480, 9_014, Judged(9, 13), Judged(12, 14), 21.7, SharingCandidates(), [Starts()]),
        ];
        return Base() with
        {
            Steps = steps,
            Layers = layers,
            Breakdown = Breakdown(9_014, layers),
            Validation = Judged(12, 14),
            ValidationSource = "recorded in the model's metadata: 5,000 samples, stratified, seed 1",
            Tests = [Test("samples/mnist t10k", 9832, 19, 17, 132)],
            TestReadings = 1,
            Latency =
            [
                new("Frugal", 1, 0.0213, 0.0064, 3.31, 3.18, 3.43), new("Frugal", 2, 0.0151, 0.0066, 2.29, 2.11, 2.46),
                new("ONNX Runtime 1.30", 1, 0.0251, 0.0249, 1.01, 0.97, 1.05), new("ONNX Runtime 1.30", 2, 0.0203, 0.0201, 1.01, 0.93, 1.09),
            ],
            Notes = ["The biases were shared too: 410 values in 3 vectors.", "Training images were shifted by up to 2 pixels."],
            Command = "frugal compress samples/lenet-300-100.onnx --data samples/mnist -o out/lenet-300-100.frugal --report out/report.html --json out/report.json",
            Elapsed = TimeSpan.FromSeconds(161.4),
        };
    }

    /// <summary>The same run with a control that is clearly better than the result.</summary>
    public static CompressionResult WithControl()
    {
        CompressionResult result = LeNet300();
        var against = new PairedCounts(9850, 47, 17, 86);
        Judgement validation = result.Validation! with { AgainstControl = new Judgement(5000, 51, 18, 16, 0.04) { Pooled = new PooledDifference(4, 0.051, 0.083) } };
        return result with
        {
            Validation = validation,
            Control = new ControlReport(new TrainingBudget { Epochs = 59.4 }, 59.4, new Judgement(5000, validation.BaselineErrors, 3, 9, 0.03), validation.AgainstControl, true, 44.1),
            Tests = [result.Tests[0] with { ErrorsAfter = against.ErrorsAfter, ControlErrors = against.ErrorsBefore, AgainstControl = PairedTest.Of(against) }],
        };
    }

    /// <summary>A run without any data: nothing was trained, judged or timed.</summary>
    public static CompressionResult WithoutData()
    {
        LayerReport[] layers = [Layer("/classifier/Gemm", "classifier.weight", [10, 64], 1, 420, 31, seed: 5)];
        return Base() with
        {
            ModelName = "one-layer",
            OriginalParameterBytes = 2600,
            OriginalFileBytes = null,
            File = new byte[640],
            Steps = [new(1, "weight-sharing", "31 levels a layer, 15 a bias", true, 2490, 640, null, null, 0.01, [], [])],
            Layers = layers,
            Breakdown = Breakdown(640, layers),
            Notes = ["No data were given: weights were coded and shared without training, and nothing could be judged."],
        };
    }

    /// <summary>A large convolutional network judged by agreement with the original, with a significant loss, a rolled-back step and names as bad as they come.</summary>
    public static CompressionResult ManyLayersWithoutLabels(int count = 64)
    {
        LayerReport[] layers = [.. Enumerable.Range(0, count).Select(i => Layer(
            i == 3 ? "<script>alert(\"x\")</script>&amp;" + string.Concat(Enumerable.Repeat("/very_long_block_name", 12)) : $"/features/features.{i / 3}/conv/conv.{i % 3}/Conv",
            $"features.{i / 3}.{i % 3}.weight", [16 + 8 * i, 16 + 4 * i, i % 3 == 1 ? 3 : 1, i % 3 == 1 ? 3 : 1], 0.15 + 0.6 / (1 + i), 200 + 90 * i * (1 + i % 3), i % 4 == 0 ? 300 : 31, seed: 100 + i))];
        long before = layers.Sum(l => l.BytesBefore), after = layers.Sum(l => l.BytesAfter) + 4200;
        Judgement bad = new(1000, 0, 37, 0, 0.41), rejected = new(1000, 0, 700, 0, 5.2);
        return Base() with
        {
            ModelName = "мобильная-сеть_" + string.Concat(Enumerable.Repeat("with_a_name_that_never_ends_", 6)) + "<b>&\u0007\u202e",
            OriginalParameterBytes = before,
            OriginalFileBytes = before + 81_000,
            File = new byte[after],
            Steps =
            [
                new(1, "magnitude-pruning", "3 rounds, 20 % of the weights kept", true, before - 9000, before / 4, new(1000, 0, 0, 0, 0.02), bad, 1810,
                    [new("magnitude-pruning", "25 % kept", before / 3, new(1000, 0, 12, 0, 0.2), true), new("magnitude-pruning", "17 % kept", before / 4, bad, true), new("magnitude-pruning", "12 % kept", before / 5, rejected, false)],
                    [Sensitivity(layers)]),
                new(2, "fine-tuning", "8 epochs", false, before / 4, before / 4, bad, new(1000, 0, 61, 0, 0.6), 4021, [], []),
            ],
            Layers = layers,
            Breakdown = Breakdown(after, layers),
            Validation = bad,
            ValidationSource = "1,000 of the calibration images",
            Tests = [Test("unseen", 1920, 80, 0, 0) with { HasLabels = false }, Test("shifted", 1990, 10, 0, 0) with { HasLabels = false }],
            TestReadings = 2,
            Latency = [new("Frugal", 1, 41.2, 55.1, 0.75, 0.71, 0.79)],
            Notes = ["The validation data have no labels: networks were judged by how often they answer as the original does."],
            Interrupted = true,
            Command = "frugal compress " + new string('x', 400) + ".onnx",
        };
    }

    private static CompressionResult Base() => new()
    {
        Original = new Network(),
        Network = new Network(),
        File = new byte[9_014],
        Breakdown = new SizeBreakdown(0, 0, 0, []),
        Recipe = new Recipe
        {
            Tool = "frugal 0.1.0",
            InstructionSet = "avx512",
            MaxDropPoints = 0.1,
            ModelSha256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            Steps = [new SimplificationSettings(), new MagnitudePruningSettings(), new WeightSharingSettings { Levels = 31 }],
        },
        Input = InputSpecification.Default,
        ModelName = "lenet-300-100",
        OriginalParameterBytes = 1_066_440,
        OriginalFileBytes = 1_067_804,
        Steps = [],
        Layers = [],
        Tests = [],
    };

    private static Judgement Judged(int rightToWrong, int wrongToRight) => new(5000, 78, rightToWrong, wrongToRight, 0.0561 + 0.0003 * rightToWrong);

    private static CandidatePoint[] PruningCandidates()
    {
        (double Density, long Bytes, int Lost, int Won)[] rounds =
            [(0.25, 236_400, 8, 12), (0.175, 170_900, 9, 12), (0.1225, 124_800, 9, 11), (0.0858, 92_100, 11, 13), (0.06, 67_300, 11, 12), (0.042, 50_900, 11, 14), (0.0303, 39_480, 9, 13), (0.0206, 28_610, 24, 12)];
        return [.. rounds.Select((r, i) => new CandidatePoint("magnitude-pruning", $"{r.Density.ToString("P1", CultureInfo.InvariantCulture)} kept", r.Bytes, Judged(r.Lost, r.Won), i < rounds.Length - 1))];
    }

    private static CandidatePoint[] SharingCandidates() =>
    [
        new("weight-sharing", "7 levels", 7_420, Judged(61, 14), false), new("weight-sharing", "15 levels", 8_230, Judged(27, 17), false), new("weight-sharing", "31 levels", 9_014, Judged(12, 14), true),
    ];

    private static ReportTable Sensitivity(LayerReport[] layers) => new("Sensitivity: rise of the validation loss when one layer alone is pruned to a density, without retraining",
        ["layer", .. Densities.Select(d => d.ToString("P0", CultureInfo.InvariantCulture))],
        [.. layers.Select((l, i) => (IReadOnlyList<string>)[l.Name, .. Densities.Select(d =>
            (0.9 * Math.Pow(0.01 * (2 + i * 5 % 11) / d, 1.4 + 0.07 * (i * 7 % 13)) - 0.0015 / (1 + i)).ToString("0.0000", CultureInfo.InvariantCulture))])]);

    private static ReportTable Rates(LayerReport[] layers) => new("Share of weights kept after each accepted round", ["layer", "weights", "round 1", "round 2", "round 3"],
        [.. layers.Select((l, i) => (IReadOnlyList<string>)[l.Name, l.Count.ToString("N0", CultureInfo.InvariantCulture), "22.41 %", "15.80 %", $"{10 + i}.00 %"])]);

    private static ReportTable Starts() => new("Start of the clustering, before the centroids are trained", ["levels", "start", "squared error", "validation loss", "validation errors"],
    [
        ["7", "linear", "13.2041", "0.0817", "112"], ["7", "density", "15.7718", "0.1120", "151"], ["7", "random", "12.8810", "0.0790", "108"], ["7", "exact", "11.9003", "0.0743", "101"],
        ["31", "linear", "0.7713", "0.0601", "81"], ["31", "density", "1.1932", "0.0622", "84"], ["31", "random", "0.8020", "0.0606", "82"], ["31", "exact", "0.6204", "0.0597", "80"],
    ]);

    private static TestReport Test(string name, int bothRight, int rightToWrong, int wrongToRight, int bothWrong)
    {
        var counts = new PairedCounts(bothRight, rightToWrong, wrongToRight, bothWrong);
        return new TestReport(name, counts.Count, true, counts.ErrorsBefore, counts.ErrorsAfter, PairedTest.Of(counts));
    }

    private static SizeBreakdown Breakdown(long total, LayerReport[] layers)
    {
        long graph = Math.Min(420, total / 6);
        List<LeafSize> leaves = [];
        foreach (LayerReport layer in layers)
        {
            long codebook = layer.Centroids.Count * 3 / 2;
            leaves.Add(new LeafSize(layer.Weight + "/indices", ElementType.UInt8, new Shape([.. layer.Shape]), LeafRole.Weight, "matrix", layer.BytesAfter - codebook, layer.NonZero == layer.Count ? 0 : (layer.BytesAfter - codebook) * 11 / 20));
            if (codebook > 0) leaves.Add(new LeafSize(layer.Weight + "/codebook", ElementType.Float16, new Shape(layer.Centroids.Count), LeafRole.Codebook, "codebook", codebook, 0));
        }
        long rest = total - graph - 48 - leaves.Sum(l => l.Bytes);
        leaves.Add(new LeafSize("biases", ElementType.UInt8, new Shape(410), LeafRole.Bias, "matrix", Math.Max(0, rest - 30), 0));
        return new SizeBreakdown(total, graph, 48, leaves);
    }

    // Weights as trained ones look: a narrow bell with heavier tails; the result keeps the largest and has them on a few values.
    private static LayerReport Layer(string name, string weight, int[] shape, double density, long bytesAfter, int levels, int seed)
    {
        var random = new Random(seed);
        int count = shape.Aggregate(1, (a, b) => a * b), sampled = Math.Min(count, MostSampled);
        double deviation = 1.2 / Math.Sqrt(count / (double)shape[0]);
        double[] values = [.. Enumerable.Range(0, sampled).Select(_ =>
        {
            double bell = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            return deviation * bell * (random.NextDouble() < 0.1 ? 2.4 : 1);
        })];
        double low = values.Min(), high = values.Max();
        var histogram = new int[80];
        foreach (double v in values) histogram[Math.Min(79, (int)((v - low) / (high - low) * 80))] += Math.Max(1, count / sampled);
        double[] kept = [.. values.OrderByDescending(Math.Abs).Take((int)Math.Ceiling(density * sampled)).Order()];
        long nonZero = (long)Math.Round(density * count);
        CentroidCount[] centroids = levels > 256 ? [] : [.. kept.Chunk(Math.Max(1, (kept.Length + levels - 1) / levels))
            .Select(c => new CentroidCount((float)(1.15 * c.Average()), (int)(nonZero * (0.4 + random.NextDouble()) / levels) + 1))];
        return new LayerReport(name, weight, shape, count, nonZero, levels > 256 ? 257 : centroids.Length, 4L * count, bytesAfter, low, high, histogram, centroids);
    }
}
