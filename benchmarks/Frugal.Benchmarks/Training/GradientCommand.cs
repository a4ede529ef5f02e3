using System.Diagnostics;
using System.Globalization;
using Frugal.Kernels;
using Frugal.Tensors;

namespace Frugal.Benchmarks.Training;

/// <summary>Times the gradients of single convolutions on one thread, each part alone, with dY full and three quarters zero (as behind a pooling).</summary>
internal static class GradientCommand
{
    private const int Batch = 64;

    private static readonly (string Name, ConvolutionShape Shape)[] Cases =
    [
        ("lenet-5 1", Shape(1, 28, 20, 5, pad: 0)),
        ("lenet-5 2", Shape(20, 12, 50, 5, pad: 0)),
        ("resnet first", Shape(3, 32, 16, 3)),
        ("resnet 16", Shape(16, 32, 16, 3)),
        ("resnet 32", Shape(32, 16, 32, 3)),
        ("resnet 64", Shape(64, 8, 64, 3)),
        ("resnet 16-32, stride 2", Shape(16, 32, 32, 3, stride: 2)),
        ("mobilenet first", Shape(3, 96, 8, 3, stride: 2)),
        ("depthwise 8 at 48", Shape(8, 48, 8, 3, groups: 8)),
        ("depthwise 16 at 48, stride 2", Shape(16, 48, 16, 3, stride: 2, groups: 16)),
        ("depthwise 64 at 12", Shape(64, 12, 64, 3, groups: 64)),
        ("depthwise 128 at 6", Shape(128, 6, 128, 3, groups: 128)),
        ("depthwise 256 at 3", Shape(256, 3, 256, 3, groups: 256)),
        ("pointwise 64 at 12", Shape(64, 12, 64, 1, pad: 0)),
        ("pointwise 128 at 6", Shape(128, 6, 128, 1, pad: 0)),
    ];

    public static int Run(string[] options)
    {
        string? only = options.SkipWhile(o => o != "--case").Skip(1).FirstOrDefault();
        Console.WriteLine($"instruction set {InstructionSets.Current}; batch {Batch}, one thread, fastest run in microseconds (multiply-adds of the dense gradient in GFLOP/s)");
        Console.WriteLine("| convolution | dX | dX, dY 75 % zero | dW | dW, dY 75 % zero |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (var (name, shape) in Cases)
        {
            if (only is not null && !name.Contains(only, StringComparison.Ordinal)) continue;
            string[] cells = [.. new[] { ConvolutionGradients.Input, ConvolutionGradients.Weights }.SelectMany(w => new[] { Cell(shape, w, 1), Cell(shape, w, 0.25) })];
            Console.WriteLine($"| {name} | {string.Join(" | ", cells)} |");
        }

        return 0;
    }

    private static string Cell(ConvolutionShape shape, ConvolutionGradients wanted, double density)
    {
        double seconds = Fastest(shape, wanted, density);
        return string.Create(CultureInfo.InvariantCulture, $"{1e6 * seconds:F0} ({2e-9 * shape.MultiplyAccumulates / seconds:F1})");
    }

    private static double Fastest(ConvolutionShape shape, ConvolutionGradients wanted, double density)
    {
        var plan = ConvolutionGradientPlan.Create(shape, wanted);
        float[] x = Values((long)shape.Batch * shape.InputChannels * shape.Height * shape.Width, 1), w = Values(shape.OutputChannels * (shape.InputChannels / shape.Groups) * shape.KernelHeight * shape.KernelWidth, 1);
        float[] dy = Values((long)shape.Batch * shape.OutputChannels * shape.OutputHeight * shape.OutputWidth, density);
        float[] dx = new float[x.Length], dw = new float[w.Length], db = new float[shape.OutputChannels];
        byte[] workspace = GC.AllocateUninitializedArray<byte>((int)plan.WorkspaceBytes, pinned: true), scratch = GC.AllocateUninitializedArray<byte>((int)plan.ScratchBytes, pinned: true);
        double fastest = double.MaxValue;
        long begin = Stopwatch.GetTimestamp();
        for (int run = 0; run < 20 || Stopwatch.GetElapsedTime(begin).TotalSeconds < 0.3; run++)
        {
            long start = Stopwatch.GetTimestamp();
            for (int phase = 0; phase < plan.Phases; phase++)
                for (int tile = 0; tile < plan.Tiles(phase); tile++) plan.RunTile(phase, tile, x, w, dy, dx, dw, db, workspace, scratch);
            fastest = Math.Min(fastest, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return fastest;
    }

    private static float[] Values(long count, double density)
    {
        var random = new RandomStream(5);
        float[] values = GC.AllocateUninitializedArray<float>((int)count, pinned: true);
        random.FillGaussian(values);
        foreach (ref float value in values.AsSpan())
            if (density < 1 && random.NextDouble() >= density) value = 0;
        return values;
    }

    private static ConvolutionShape Shape(int inputs, int size, int outputs, int kernel, int stride = 1, int groups = 1, int? pad = null)
    {
        int around = pad ?? kernel / 2;
        return new ConvolutionShape
        {
            Batch = Batch, InputChannels = inputs, Height = size, Width = size, OutputChannels = outputs, KernelHeight = kernel, KernelWidth = kernel,
            StrideHeight = stride, StrideWidth = stride, Groups = groups, PadTop = around, PadLeft = around, PadBottom = around, PadRight = around,
        };
    }
}
