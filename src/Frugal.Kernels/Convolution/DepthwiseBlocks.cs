namespace Frugal.Kernels;

/// <summary>A depthwise convolution with one output a channel, divided into blocks of as many channels as a vector has floats.</summary>
internal sealed unsafe class DepthwiseBlocks
{
    private readonly ConvolutionShape shape;
    private readonly int lanes;

    public DepthwiseBlocks(ConvolutionShape shape, int lanes)
    {
        this.shape = shape;
        this.lanes = lanes;
        Planes = new ChannelsLastPlanes(shape with { InputChannels = lanes, OutputChannels = lanes, Groups = lanes });
        Count = RowGroups.Count(shape.OutputChannels, lanes);
        TapOffsets = new int[shape.Taps];
        for (int i = 0; i < TapOffsets.Length; i++)
            TapOffsets[i] = Planes.RunOffsets[i / shape.KernelWidth] + i % shape.KernelWidth * shape.DilationWidth * lanes;
        RowOffsets = new int[shape.OutputHeight];
        for (int i = 0; i < RowOffsets.Length; i++) RowOffsets[i] = Planes.PositionOffsets[i * shape.OutputWidth];
    }

    /// <summary>The layout of the inputs of a block.</summary>
    public ChannelsLastPlanes Planes { get; }

    /// <summary>How many blocks.</summary>
    public int Count { get; }

    /// <summary>Floats of a block of outputs.</summary>
    public long OutputFloats => (long)shape.OutputPositions * lanes;

    /// <summary>Floats of a block of filters.</summary>
    public int FilterFloats => shape.Taps * lanes;

    /// <summary>From a row's place to the input of each tap.</summary>
    public int[] TapOffsets { get; }

    /// <summary>From the start to the place of each row of outputs.</summary>
    public int[] RowOffsets { get; }

    /// <summary>Channels of a block.</summary>
    public int Channels(int block) => Math.Min(lanes, shape.OutputChannels - block * lanes);

    /// <summary>outputs[position, lane] = dY[channel, position]; lanes without a channel stay as they are.</summary>
    public void LoadOutputs(int image, int block, float* dy, float* outputs) => Transposition.Strided(
        ref dy[((nint)image * shape.OutputChannels + block * lanes) * shape.OutputPositions], shape.OutputPositions, ref *outputs, lanes, Channels(block), shape.OutputPositions);

    /// <summary>filters[tap, lane] = W[channel, tap], likewise.</summary>
    public void LoadFilters(int block, float* weights, float* filters) => Transposition.Strided(
        ref weights[(nint)block * lanes * shape.Taps], shape.Taps, ref *filters, lanes, Channels(block), shape.Taps);

    /// <summary>W[channel, tap] = filters[tap, lane].</summary>
    public void StoreFilters(int block, float* filters, float* weights) => Transposition.Strided(
        ref *filters, lanes, ref weights[(nint)block * lanes * shape.Taps], shape.Taps, shape.Taps, Channels(block));
}
