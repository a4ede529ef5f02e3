namespace Frugal.Kernels;

/// <summary>What happens to sums on their way into C. The first pass over the terms adds bias and residual, the last one activates.</summary>
internal readonly record struct TileFinish(float Alpha, bool AddPrevious, BiasKind Bias, bool Residual, Epilogue Epilogue)
{
    /// <summary>Sums as they are.</summary>
    public static TileFinish Plain => new(1, false, BiasKind.None, false, Epilogue.None);

    /// <summary>The finish of one pass, of several over blocks of terms.</summary>
    public TileFinish ForPass(bool first, bool last) => new(
        Alpha, AddPrevious || !first, first ? Bias : BiasKind.None, first && Residual, last ? Epilogue : Epilogue.None);

    /// <summary>A target with these steps; its memory is the caller's to fill in.</summary>
    public TileTarget Target() => new()
    {
        Alpha = Alpha,
        Low = Epilogue.Activation == Activation.Relu ? 0 : Epilogue.Low,
        High = Epilogue.Activation == Activation.Relu ? float.PositiveInfinity : Epilogue.High,
        Flags = (Alpha != 1 ? TileFlags.Scale | TileFlags.ByWay : TileFlags.None)
            | (AddPrevious ? TileFlags.AddPrevious : TileFlags.None)
            | Bias switch { BiasKind.PerRow => TileFlags.RowBias, BiasKind.PerColumn => TileFlags.ColumnBias, _ => TileFlags.None }
            | (Residual ? TileFlags.Residual : TileFlags.None)
            | Epilogue.Activation switch
            {
                Activation.None => TileFlags.None,
                Activation.LeakyRelu => TileFlags.Leaky | TileFlags.ByWay,
                _ => TileFlags.Limit,
            },
    };
}
