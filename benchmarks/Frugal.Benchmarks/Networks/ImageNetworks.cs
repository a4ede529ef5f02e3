using Frugal.Graphs;

namespace Frugal.Benchmarks.Networks;

/// <summary>Classifiers of 224×224 images with 1,000 classes, built from their papers' tables with random weights.</summary>
internal static class ImageNetworks
{
    private const int Classes = 1000;

    /// <summary>ResNet-18 (He et al. 2016): stages of two basic blocks, projections where extents change.</summary>
    public static Network ResNet18() => ResNet("resnet-18", [2, 2, 2, 2], bottleneck: false);

    /// <summary>ResNet-50 in its usual form, v1.5: the stride stands in the 3×3 convolution.</summary>
    public static Network ResNet50() => ResNet("resnet-50", [3, 4, 6, 3], bottleneck: true);

    /// <summary>VGG-11, configuration A (Simonyan and Zisserman 2015), without normalisation.</summary>
    public static Network Vgg11()
    {
        var l = new Layers("vgg-11", 3, 224, 224);
        Value x = l.Input;
        int index = 0;
        foreach (int[] stage in (int[][])[[64], [128], [256, 256], [512, 512], [512, 512]])
        {
            foreach (int channels in stage) x = l.Relu(l.Conv(x, $"conv{++index}", channels, 3, padding: 1, bias: true), $"relu{index}");
            x = l.MaxPool(x, $"pool{index}", 2, 2);
        }
        x = l.Node("Flatten", "flatten", [x]);
        x = l.Relu(l.Dense(x, "fc1", 4096), "fc1.relu");
        x = l.Relu(l.Dense(x, "fc2", 4096), "fc2.relu");
        return l.Finish(l.Dense(x, "fc3", Classes));
    }

    /// <summary>MobileNet v2 (Sandler et al. 2018): inverted residuals, ReLU6.</summary>
    public static Network MobileNetV2()
    {
        // Expansion, channels, repetitions, stride of the first.
        (int Expansion, int Channels, int Count, int Stride)[] stages =
            [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)];
        var l = new Layers("mobilenet-v2", 3, 224, 224);
        Value zero = l.Scalar(0), six = l.Scalar(6);
        Value Relu6(Value x, string name) => l.Node("Clip", name, [x, zero, six]);
        Value x = Relu6(l.ConvNormalized(l.Input, "stem", 32, 3, stride: 2), "stem.relu6");
        int inputs = 32, index = 0;
        foreach (var (expansion, channels, count, stride) in stages)
        {
            for (int i = 0; i < count; i++)
            {
                string name = $"block{++index}";
                int step = i == 0 ? stride : 1, wide = inputs * expansion;
                Value y = expansion == 1 ? x : Relu6(l.ConvNormalized(x, $"{name}.expand", wide, 1), $"{name}.expand.relu6");
                y = Relu6(l.ConvNormalized(y, $"{name}.depthwise", wide, 3, step, groups: wide), $"{name}.depthwise.relu6");
                y = l.ConvNormalized(y, $"{name}.project", channels, 1);
                x = step == 1 && inputs == channels ? l.Node("Add", $"{name}.add", [x, y]) : y;
                inputs = channels;
            }
        }
        x = Relu6(l.ConvNormalized(x, "head", 1280, 1), "head.relu6");
        return l.Finish(l.Dense(l.PoolToVector(x), "fc", Classes));
    }

    /// <summary>SqueezeNet 1.1 (Iandola et al. 2016, the authors' cheaper second version): pooling rounds up.</summary>
    public static Network SqueezeNet()
    {
        var l = new Layers("squeezenet-1.1", 3, 224, 224);
        Value x = l.Relu(l.Conv(l.Input, "conv1", 64, 3, stride: 2, bias: true), "relu1");
        x = l.MaxPool(x, "pool1", 3, 2, ceiling: true);
        (int Squeeze, int Expand)[] fires = [(16, 64), (16, 64), (32, 128), (32, 128), (48, 192), (48, 192), (64, 256), (64, 256)];
        for (int i = 0; i < fires.Length; i++)
        {
            x = Fire(l, x, $"fire{i + 2}", fires[i].Squeeze, fires[i].Expand);
            if (i is 1 or 3) x = l.MaxPool(x, $"pool{i + 2}", 3, 2, ceiling: true);
        }
        x = l.Relu(l.Conv(x, "conv10", Classes, 1, bias: true), "relu10");
        return l.Finish(l.PoolToVector(x));
    }

    private static Value Fire(Layers l, Value x, string name, int squeeze, int expand)
    {
        x = l.Relu(l.Conv(x, $"{name}.squeeze", squeeze, 1, bias: true), $"{name}.squeeze.relu");
        Value small = l.Relu(l.Conv(x, $"{name}.expand1x1", expand, 1, bias: true), $"{name}.expand1x1.relu");
        Value large = l.Relu(l.Conv(x, $"{name}.expand3x3", expand, 3, padding: 1, bias: true), $"{name}.expand3x3.relu");
        return l.Node("Concat", $"{name}.concat", [small, large], ("axis", 1));
    }

    private static Network ResNet(string name, int[] blocks, bool bottleneck)
    {
        var l = new Layers(name, 3, 224, 224);
        Value x = l.Relu(l.ConvNormalized(l.Input, "stem", 64, 7, stride: 2), "stem.relu");
        x = l.MaxPool(x, "stem.pool", 3, 2, padding: 1);
        for (int stage = 0; stage < blocks.Length; stage++)
            for (int block = 0; block < blocks[stage]; block++)
                x = Residual(l, x, $"layer{stage + 1}.{block}", 64 << stage, stage > 0 && block == 0 ? 2 : 1, project: block == 0 && (stage > 0 || bottleneck), bottleneck);
        return l.Finish(l.Dense(l.PoolToVector(x), "fc", Classes));
    }

    private static Value Residual(Layers l, Value x, string name, int channels, int stride, bool project, bool bottleneck)
    {
        int outputs = bottleneck ? 4 * channels : channels;
        Value shortcut = project ? l.ConvNormalized(x, $"{name}.shortcut", outputs, 1, stride) : x, y = x;
        if (bottleneck)
        {
            y = l.Relu(l.ConvNormalized(y, $"{name}.1", channels, 1), $"{name}.1.relu");
            y = l.Relu(l.ConvNormalized(y, $"{name}.2", channels, 3, stride), $"{name}.2.relu");
            y = l.ConvNormalized(y, $"{name}.3", outputs, 1);
        }
        else
        {
            y = l.Relu(l.ConvNormalized(y, $"{name}.1", channels, 3, stride), $"{name}.1.relu");
            y = l.ConvNormalized(y, $"{name}.2", channels, 3);
        }
        return l.Relu(l.Node("Add", $"{name}.add", [y, shortcut]), $"{name}.relu");
    }
}
