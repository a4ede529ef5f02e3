namespace Frugal.Graphs.Architectures;

/// <summary>The two LeNets of the compression literature.</summary>
internal static class LeNet
{
    /// <summary>LeNet-300-100.</summary>
    public static Value Dense(LayerBuilder build, Value x, int classes)
    {
        x = build.Relu(build.Dense(build.Flatten(x), "fc1", 300, beforeRelu: true), "relu1");
        x = build.Relu(build.Dense(x, "fc2", 100, beforeRelu: true), "relu2");
        return build.Dense(x, "fc3", classes, beforeRelu: false);
    }

    /// <summary>Caffe's LeNet-5, which has one activation only: after its first dense layer.</summary>
    public static Value Convolutional(LayerBuilder build, Value x, int classes)
    {
        x = build.MaxPool2(build.Conv(x, "conv1", 20, 5, bias: true, beforeRelu: false), "pool1");
        x = build.MaxPool2(build.Conv(x, "conv2", 50, 5, bias: true, beforeRelu: false), "pool2");
        x = build.Relu(build.Dense(build.Flatten(x), "fc1", 500, beforeRelu: true), "relu1");
        return build.Dense(x, "fc2", classes, beforeRelu: false);
    }
}
