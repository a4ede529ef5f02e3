namespace Frugal.Graphs.Architectures;

/// <summary>MobileNet, first version (Howard et al. 2017): a convolution, then 13 pairs of depthwise and pointwise convolutions.</summary>
internal static class MobileNet
{
    // Output channels at full width, and stride.
    private static readonly (int Channels, int Stride)[] Pairs =
    [
        (64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2),
        (512, 1), (512, 1), (512, 1), (512, 1), (512, 1), (1024, 2), (1024, 1),
    ];

    /// <summary>A network whose channel counts are multiplied by a factor.</summary>
    public static Func<LayerBuilder, Value, int, Value> OfWidth(double width) => (build, x, classes) =>
    {
        x = Unit(build, x, "conv1", (int)(32 * width), taps: 3, stride: 2, groups: 1);
        for (int i = 0; i < Pairs.Length; i++)
        {
            var (channels, stride) = Pairs[i];
            int inputs = checked((int)x.Shape![1].Number);
            x = Unit(build, x, $"pair{i + 1}.depthwise", inputs, taps: 3, stride, groups: inputs);
            x = Unit(build, x, $"pair{i + 1}.pointwise", (int)(channels * width), taps: 1, stride: 1, groups: 1);
        }
        return build.Dense(build.PoolToVector(x), "fc", classes, beforeRelu: false);
    };

    private static Value Unit(LayerBuilder build, Value x, string name, int channels, int taps, int stride, int groups) => build.Relu(
        build.Normalize(build.Conv(x, $"{name}.conv", channels, taps, stride, padding: taps / 2, groups: groups), $"{name}.bn"), $"{name}.relu");
}
