namespace Frugal.Graphs.Architectures;

/// <summary>
/// Residual networks for small images (He, Zhang, Ren and Sun 2016): three stages of 16, 32 and 64 channels, shortcuts without weights
/// (option A: every second pixel, zero channels on both sides).
/// </summary>
internal static class ResNet
{
    /// <summary>A network of 6n + 2 layers.</summary>
    public static Func<LayerBuilder, Value, int, Value> OfDepth(int depth) => (build, x, classes) =>
    {
        x = build.Relu(build.Normalize(build.Conv(x, "conv1", 16, 3, padding: 1), "bn1"), "relu1");
        for (int stage = 0; stage < 3; stage++)
            for (int block = 0; block < (depth - 2) / 6; block++)
                x = Block(build, x, $"layer{stage + 1}.{block}", 16 << stage, stride: stage > 0 && block == 0 ? 2 : 1);
        return build.Dense(build.PoolToVector(x), "fc", classes, beforeRelu: false);
    };

    private static Value Block(LayerBuilder build, Value x, string name, int channels, int stride)
    {
        Value shortcut = stride == 1 ? x : build.Subsample(x, $"{name}.shortcut", channels);
        x = build.Relu(build.Normalize(build.Conv(x, $"{name}.conv1", channels, 3, stride, padding: 1), $"{name}.bn1"), $"{name}.relu1");
        x = build.Normalize(build.Conv(x, $"{name}.conv2", channels, 3, padding: 1), $"{name}.bn2");
        return build.Relu(build.Add(x, shortcut, $"{name}.add"), $"{name}.relu2");
    }
}
