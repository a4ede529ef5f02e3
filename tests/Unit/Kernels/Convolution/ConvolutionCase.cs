using Frugal.Kernels;
using Frugal.Tensors;
using Xunit;

namespace Frugal.Tests.Kernels;

/// <summary>A convolution with operands; its results and gradients by the plans and by definition in float64.</summary>
internal sealed class ConvolutionCase
{
    private readonly ConvolutionShape shape;
    private readonly InstructionSet set;
    private readonly float[] x, w, bias, residual, dy;

    public ConvolutionCase(ConvolutionShape shape, InstructionSet set, ulong seed, double gradientDensity = 1)
    {
        (this.shape, this.set) = (shape, set);
        var stream = new RandomStream(seed);
        int outputs = shape.Batch * shape.OutputChannels * shape.OutputHeight * shape.OutputWidth;
        x = GemmCase.Values(stream, shape.Batch * shape.InputChannels * shape.Height * shape.Width);
        w = GemmCase.Values(stream, shape.OutputChannels * (shape.InputChannels / shape.Groups) * shape.KernelHeight * shape.KernelWidth);
        bias = GemmCase.Values(stream, shape.OutputChannels);
        residual = GemmCase.Values(stream, outputs);
        dy = GemmCase.Values(stream, outputs);
        foreach (ref float gradient in dy.AsSpan())
            if (gradientDensity < 1 && stream.NextDouble() >= gradientDensity) gradient = 0;
    }

    public float[] X => x;

    public static ConvolutionShape RandomShape(ulong seed)
    {
        var stream = new RandomStream(seed).Split("shape");
        int Below(int limit) => (int)(stream.NextUInt32() % (uint)limit);
        int groups = Below(3) == 0 ? 1 + Below(4) : 1;
        bool depthwise = Below(4) == 0, line = Below(6) == 0;
        if (depthwise) groups = 2 + Below(5);
        return new ConvolutionShape
        {
            Batch = 1 + Below(5),
            Groups = groups,
            InputChannels = groups * (depthwise ? 1 : 1 + Below(9)),
            OutputChannels = groups * (depthwise ? 1 + Below(2) : 1 + Below(19)),
            Height = line ? 1 : 1 + Below(19),
            Width = 1 + Below(27),
            KernelHeight = line ? 1 : 1 + Below(5),
            KernelWidth = 1 + Below(5),
            StrideHeight = line ? 1 : 1 + Below(3),
            StrideWidth = Below(2) == 0 ? 1 : 1 + Below(3),
            DilationHeight = line ? 1 : 1 + Below(2),
            DilationWidth = 1 + Below(3) / 2,
            PadTop = line ? 0 : Below(4),
            PadLeft = Below(4) - (Below(8) == 0 ? 1 : 0),
            PadBottom = line ? 0 : Below(4),
            PadRight = Below(4),
        };
    }

    public float[] Forward(ConvolutionOptions options, ulong? shuffle = null)
    {
        var plan = ConvolutionPlan.Create(shape, options, set);
        var weights = new Fenced<float>(w, float.NaN);
        if (options.ConstantWeights) plan.PackWeights(w, weights = new Fenced<float>(plan.PackedWeightBytes / sizeof(float), float.NaN));
        Fenced<float> input = new(x, float.NaN), y = new(dy.Length, float.NaN), added = new(bias, float.NaN), residuals = new(residual, float.NaN);
        foreach (int tile in Order(plan.Tiles, shuffle))
        {
            var scratch = new Fenced<byte>(plan.ScratchBytes, 0xFF);
            plan.RunTile(tile, input, weights, added, residuals, y, scratch);
            scratch.Values();
        }

        weights.Values();
        return y.Values();
    }

    public (float[] X, float[] W, float[] Bias) Gradients(ConvolutionGradients wanted, ulong? shuffle = null)
    {
        var plan = ConvolutionGradientPlan.Create(shape, wanted, set);
        Fenced<float> dx = new(x.Length, float.NaN), dw = new(w.Length, float.NaN), db = new(bias.Length, float.NaN);
        Fenced<float> input = new(x, float.NaN), weights = new(w, float.NaN), gradient = new(dy, float.NaN);
        var workspace = new Fenced<byte>(plan.WorkspaceBytes, 0xFF);
        for (int phase = 0; phase < plan.Phases; phase++)
        {
            foreach (int tile in Order(plan.Tiles(phase), shuffle))
            {
                var scratch = new Fenced<byte>(plan.ScratchBytes, 0xFF);
                plan.RunTile(phase, tile, input, weights, gradient, dx, dw, db, workspace, scratch);
                scratch.Values();
            }
        }

        workspace.Values();
        return (dx.Values(), dw.Values(), db.Values());
    }

    public void CheckForward(ConvolutionOptions options)
    {
        var sums = new Sums(dy.Length);
        ForEachTerm((y, input, weight) => sums.Add(y, (double)x[input] * w[weight]));
        int plane = shape.OutputHeight * shape.OutputWidth;
        for (int i = 0; i < dy.Length; i++)
        {
            if (options.Bias) sums.Add(i, bias[i / plane % shape.OutputChannels]);
            if (options.Residual) sums.Add(i, residual[i]);
        }

        sums.Check(Forward(options), $"Y of {shape} {options} {set}", value => GemmCase.Activated(options.Epilogue, value));
    }

    public void CheckGradients()
    {
        Sums dx = new(x.Length), dw = new(w.Length), db = new(bias.Length);
        ForEachTerm((y, input, weight) =>
        {
            dx.Add(input, (double)dy[y] * w[weight]);
            dw.Add(weight, (double)dy[y] * x[input]);
        });
        int plane = shape.OutputHeight * shape.OutputWidth;
        for (int i = 0; i < dy.Length; i++) db.Add(i / plane % shape.OutputChannels, dy[i]);
        (float[] gx, float[] gw, float[] gb) = Gradients(ConvolutionGradients.All);
        dx.Check(gx, $"dX of {shape} {set}", value => value);
        dw.Check(gw, $"dW of {shape} {set}", value => value);
        db.Check(gb, $"dB of {shape} {set}", value => value);
    }

    // Every (output, input, weight) whose product is a term of the convolution.
    private void ForEachTerm(Action<int, int, int> term)
    {
        int inputs = shape.InputChannels / shape.Groups, outputs = shape.OutputChannels / shape.Groups;
        int y = 0;
        for (int b = 0; b < shape.Batch; b++)
        for (int o = 0; o < shape.OutputChannels; o++)
        for (int oy = 0; oy < shape.OutputHeight; oy++)
        for (int ox = 0; ox < shape.OutputWidth; ox++, y++)
        for (int i = 0; i < inputs; i++)
        for (int ky = 0; ky < shape.KernelHeight; ky++)
        for (int kx = 0; kx < shape.KernelWidth; kx++)
        {
            int iy = oy * shape.StrideHeight + ky * shape.DilationHeight - shape.PadTop, ix = ox * shape.StrideWidth + kx * shape.DilationWidth - shape.PadLeft;
            if (iy < 0 || ix < 0 || iy >= shape.Height || ix >= shape.Width) continue;
            term(y, ((b * shape.InputChannels + o / outputs * inputs + i) * shape.Height + iy) * shape.Width + ix, ((o * inputs + i) * shape.KernelHeight + ky) * shape.KernelWidth + kx);
        }
    }

    private static int[] Order(int count, ulong? shuffle)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        if (shuffle is ulong seed) new RandomStream(seed).Shuffle<int>(order);
        return order;
    }

    private sealed class Sums(int count)
    {
        private readonly double[] values = new double[count], scales = new double[count];

        public void Add(int index, double term)
        {
            values[index] += term;
            scales[index] += Math.Abs(term);
        }

        public void Check(float[] result, string what, Func<double, double> finish)
        {
            for (int i = 0; i < result.Length; i++)
            {
                double expected = finish(values[i]);
                if (!(Math.Abs(result[i] - expected) <= 1e-6 * (Math.Abs(expected) + scales[i])))
                    Assert.Fail($"{what}: [{i}] = {result[i]}, expected {expected}, scale {scales[i]}.");
            }
        }
    }
}
