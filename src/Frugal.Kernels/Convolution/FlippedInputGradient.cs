using System.Diagnostics;

namespace Frugal.Kernels;

/// <summary>
/// dX at stride 1: the convolution of dY with the filters turned by 180° and input and output channels exchanged, by an ordinary
/// <see cref="ConvolutionPlan"/>. Phase 0 turns the filters.
/// </summary>
internal sealed unsafe class FlippedInputGradient : IConvolutionGradientPart
{
    private readonly ConvolutionShape shape;
    private readonly ConvolutionPlan plan;

    public FlippedInputGradient(ConvolutionShape shape, MatrixKernels kernels)
    {
        this.shape = shape;
        int top = shape.DilationHeight * (shape.KernelHeight - 1) - shape.PadTop, left = shape.DilationWidth * (shape.KernelWidth - 1) - shape.PadLeft;
        var flipped = new ConvolutionShape
        {
            Batch = shape.Batch,
            InputChannels = shape.OutputChannels,
            Height = shape.OutputHeight,
            Width = shape.OutputWidth,
            OutputChannels = shape.InputChannels,
            KernelHeight = shape.KernelHeight,
            KernelWidth = shape.KernelWidth,
            DilationHeight = shape.DilationHeight,
            DilationWidth = shape.DilationWidth,
            PadTop = top,
            PadLeft = left,
            PadBottom = shape.Height - shape.OutputHeight - top + shape.DilationHeight * (shape.KernelHeight - 1),
            PadRight = shape.Width - shape.OutputWidth - left + shape.DilationWidth * (shape.KernelWidth - 1),
            Groups = shape.Groups,
        };
        Debug.Assert(flipped.OutputHeight == shape.Height && flipped.OutputWidth == shape.Width, "The gradient has the input's size.");
        plan = ConvolutionPlan.Create(flipped, ConvolutionOptions.Default, kernels.Set);
    }

    public long ScratchBytes => plan.ScratchBytes;

    public long WorkspaceBytes => Scratch.Rounded(shape.WeightLength);

    /// <summary>
    /// Whether this is the better way: it multiplies for every position of X, <see cref="ScatteredInputGradient"/> for every position of Y, but then
    /// adds the products where they belong.
    /// </summary>
    public static bool Suits(ConvolutionShape shape) =>
        shape is { StrideHeight: 1, StrideWidth: 1 }
        && (shape.IsDepthwise ? shape.GroupOutputs == 1 : 5L * shape.Positions <= 6L * shape.OutputPositions);

    public int Tiles(int phase) => phase switch { 0 => shape.Groups, 1 => plan.Tiles, _ => 0 };

    public void Run(int phase, int tile, in ConvolutionGradientOperands operands, ref Scratch memory)
    {
        var flipped = (float*)operands.Workspace;
        if (phase == 0) Flip(tile, operands.Weights, flipped);
        else plan.Run(tile, operands.OutputGradient, flipped, null, null, operands.InputGradient, ref memory);
    }

    // flipped[input, output, tap] = weights[output, input, taps − 1 − tap], of one group.
    private void Flip(int group, float* weights, float* flipped)
    {
        int inputs = shape.GroupInputs, outputs = shape.GroupOutputs, taps = shape.Taps;
        nint start = (nint)group * inputs * outputs * taps;
        for (int input = 0; input < inputs; input++)
        {
            for (int output = 0; output < outputs; output++)
            {
                float* from = weights + start + ((nint)output * inputs + input) * taps;
                float* to = flipped + start + ((nint)input * outputs + output) * taps;
                for (int tap = 0; tap < taps; tap++) to[tap] = from[taps - 1 - tap];
            }
        }
    }
}
