namespace Frugal.Coding;

/// <summary>
/// What the model of graphs has read before the first byte of a file: the skeletons of made-up networks, so that usual operators,
/// attributes and names cost little. Part of the format: a change here needs a new version of the format.
/// </summary>
internal static class GraphPrimer
{
    private const string Codebook = "/codebook", Indices = "/indices", Shared = "/codebook/value";

    /// <summary>The bytes.</summary>
    public static byte[] Bytes { get; } = new Wire()
        .Raw(ResidualBlock()).Raw(MobileBlock()).Raw(NumberedNetwork()).Raw(ConvolutionalNetwork()).Raw(DenseNetwork()).ToArray();

    private static byte[] ResidualBlock()
    {
        var graph = new Wire();
        (string, Wire)[] convolution = [Ints("dilations", 1, 1), Int("group", 1), Ints("kernel_shape", 3, 3), Ints("pads", 1, 1, 1, 1), Ints("strides", 1, 1)];
        Node(graph, "Conv", ["input", "layer1.0.conv1.weight", "layer1.0.conv1.bias"], ["/layer1/layer1.0/conv1/Conv_output_0"], "/layer1/layer1.0/conv1/Conv", convolution);
        Node(graph, "BatchNormalization", ["/layer1/layer1.0/conv1/Conv_output_0", "layer1.0.bn1.weight", "layer1.0.bn1.bias", "layer1.0.bn1.running_mean", "layer1.0.bn1.running_var"],
            ["/layer1/layer1.0/bn1/BatchNormalization_output_0"], "/layer1/layer1.0/bn1/BatchNormalization", [Float("epsilon", 1e-5f), Float("momentum", 0.9f)]);
        Node(graph, "Relu", ["/layer1/layer1.0/bn1/BatchNormalization_output_0"], ["/layer1/layer1.0/relu/Relu_output_0"], "/layer1/layer1.0/relu/Relu");
        Node(graph, "Add", ["/layer1/layer1.0/relu/Relu_output_0", "input"], ["/layer1/layer1.0/Add_output_0"], "/layer1/layer1.0/Add");
        Node(graph, "GlobalAveragePool", ["/layer1/layer1.0/Add_output_0"], ["/avgpool/GlobalAveragePool_output_0"], "/avgpool/GlobalAveragePool");
        Node(graph, "Flatten", ["/avgpool/GlobalAveragePool_output_0"], ["/Flatten_output_0"], "/Flatten", [Int("axis", 1)]);
        Node(graph, "MatMul", ["/Flatten_output_0", "fc.weight"], ["/fc/MatMul_output_0"], "/fc/MatMul");
        Node(graph, "Softmax", ["/fc/MatMul_output_0"], ["output"], "/Softmax", [Int("axis", 1)]);
        graph.Text(OnnxField.GraphName, "main_graph");
        Initializer(graph, "layer1.0.conv1.weight", 1, 64, 64, 3, 3);
        Initializer(graph, "layer1.0.conv1.bias", 1, 64);
        Initializer(graph, "layer1.0.bn1.running_mean", 1, 64);
        return Model(graph.Message(OnnxField.GraphInput, Declaration("input", 3, 224, 224)).Message(OnnxField.GraphOutput, Declaration("output", 1000)), "pytorch");
    }

    private static byte[] MobileBlock()
    {
        var graph = new Wire();
        Node(graph, "DequantizeLinear", ["conv2.weight/quantized", "conv2.weight/scale", "conv2.weight/zero"], ["conv2.weight/value"], "", [Int("axis", 0)]);
        Node(graph, "Conv", ["relu1", "conv2.weight/value", "conv2.bias"], ["conv2"], "conv2", [Ints("kernel_shape", 3, 3), Ints("strides", 2, 2), Ints("pads", 1, 1, 1, 1), Int("group", 32)]);
        Node(graph, "BatchNormalization", ["conv2", "bn2.weight", "bn2.bias", "bn2.running_mean", "bn2.running_var"], ["bn2"], "bn2");
        Node(graph, "Clip", ["bn2", "min", "max"], ["clip2"], "clip2");
        Node(graph, "Reshape", ["clip2", "shape"], ["reshape"], "reshape");
        Node(graph, "Constant", [], ["axes"], "");
        return Model(graph.Text(OnnxField.GraphName, "network"), "frugal");
    }

    /// <summary>Caffe's names of layers, outputs numbered by operator, and attributes written out though they have their default.</summary>
    private static byte[] NumberedNetwork()
    {
        var graph = new Wire();
        (string, Wire)[] dense = [Float("alpha", 1), Float("beta", 1), Int("transB", 1)];
        Node(graph, "Conv", ["input", "conv1.weight", "conv1.bias"], ["conv_1_out"], "conv_1", [Ints("dilations", 1, 1), Int("group", 1), Ints("kernel_shape", 5, 5), Ints("pads", 0, 0, 0, 0), Ints("strides", 1, 1)]);
        Node(graph, "MaxPool", ["conv_1_out"], ["maxpool_2_out"], "maxpool_2", [Ints("kernel_shape", 2, 2), Ints("strides", 2, 2)]);
        Node(graph, "Flatten", ["maxpool_2_out"], ["flatten_3_out"], "flatten_3", [Int("axis", 1)]);
        Lookup(graph, "ip1.weight");
        Lookup(graph, "ip1.bias");
        Node(graph, "Gemm", ["flatten_3_out", "ip1.weight" + Shared, "ip1.bias" + Shared], ["gemm_4_out"], "gemm_4", dense);
        Node(graph, "Relu", ["gemm_4_out"], ["relu_5_out"], "relu_5");
        Lookup(graph, "ip2.weight");
        Lookup(graph, "ip2.bias");
        Node(graph, "Gemm", ["relu_5_out", "ip2.weight" + Shared, "ip2.bias" + Shared], ["logits"], "gemm_6", dense);
        return Finish(graph, ["ip1.weight", "ip1.bias", "ip2.weight", "ip2.bias"]);
    }

    private static byte[] ConvolutionalNetwork()
    {
        var graph = new Wire();
        string[] leaves = ["conv1.weight", "conv1.bias", "conv2.weight", "conv2.bias", "fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias"];
        Lookup(graph, "conv1.weight");
        Lookup(graph, "conv1.bias");
        Node(graph, "Conv", ["input", "conv1.weight" + Shared, "conv1.bias" + Shared], ["conv1"], "conv1", [Ints("kernel_shape", 5, 5), Ints("strides", 1, 1), Ints("pads", 0, 0, 0, 0), Int("group", 1)]);
        Node(graph, "MaxPool", ["conv1"], ["pool1"], "pool1", [Ints("kernel_shape", 2, 2), Ints("strides", 2, 2)]);
        Lookup(graph, "conv2.weight");
        Lookup(graph, "conv2.bias");
        Node(graph, "Conv", ["pool1", "conv2.weight" + Shared, "conv2.bias" + Shared], ["conv2"], "conv2", [Ints("kernel_shape", 5, 5), Ints("strides", 1, 1), Ints("pads", 0, 0, 0, 0), Int("group", 1)]);
        Node(graph, "MaxPool", ["conv2"], ["pool2"], "pool2", [Ints("kernel_shape", 2, 2), Ints("strides", 2, 2)]);
        Node(graph, "Flatten", ["pool2"], ["flatten"], "flatten");
        Lookup(graph, "fc1.weight");
        Lookup(graph, "fc1.bias");
        Node(graph, "Gemm", ["flatten", "fc1.weight" + Shared, "fc1.bias" + Shared], ["fc1"], "fc1", [Int("transB", 1)]);
        Node(graph, "Relu", ["fc1"], ["relu1"], "relu1");
        Lookup(graph, "fc2.weight");
        Lookup(graph, "fc2.bias");
        Node(graph, "Gemm", ["relu1", "fc2.weight" + Shared, "fc2.bias" + Shared], ["logits"], "fc2", [Int("transB", 1)]);
        return Finish(graph, leaves);
    }

    private static byte[] DenseNetwork()
    {
        var graph = new Wire();
        string[] leaves = ["fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias", "fc3.weight", "fc3.bias"];
        Node(graph, "Flatten", ["input"], ["flatten"], "flatten");
        Lookup(graph, "fc1.weight");
        Lookup(graph, "fc1.bias");
        Node(graph, "Gemm", ["flatten", "fc1.weight" + Shared, "fc1.bias" + Shared], ["fc1"], "fc1", [Int("transB", 1)]);
        Node(graph, "Relu", ["fc1"], ["relu1"], "relu1");
        Lookup(graph, "fc2.weight");
        Lookup(graph, "fc2.bias");
        Node(graph, "Gemm", ["relu1", "fc2.weight" + Shared, "fc2.bias" + Shared], ["fc2"], "fc2", [Int("transB", 1)]);
        Node(graph, "Relu", ["fc2"], ["relu2"], "relu2");
        Lookup(graph, "fc3.weight");
        Lookup(graph, "fc3.bias");
        Node(graph, "Gemm", ["relu2", "fc3.weight" + Shared, "fc3.bias" + Shared], ["logits"], "fc3", [Int("transB", 1)]);
        return Finish(graph, leaves);
    }

    private static byte[] Finish(Wire graph, string[] leaves)
    {
        graph.Text(OnnxField.GraphName, "network");
        foreach (string leaf in leaves)
        {
            Initializer(graph, leaf + Codebook, 1, 17);
            Initializer(graph, leaf + Indices, 2, leaf.EndsWith(".bias", StringComparison.Ordinal) ? [100] : [300, 784]);
        }
        return Model(graph.Message(OnnxField.GraphInput, Declaration("input", 1, 28, 28)).Message(OnnxField.GraphOutput, Declaration("logits", 10)), "frugal");
    }

    private static byte[] Model(Wire graph, string producer)
    {
        var model = new Wire().Int(OnnxField.ModelIrVersion, 8).Text(OnnxField.ModelProducer, producer).Message(OnnxField.ModelGraph, graph);
        model.Message(OnnxField.ModelOpset, new Wire().Text(1, "").Int(2, 17));
        model.Message(OnnxField.ModelOpset, new Wire().Text(1, "ai.frugal").Int(2, 1));
        return model.Message(OnnxField.ModelMetadata, new Wire().Text(1, "frugal.input")
            .Text(2, "{\"layout\":\"nchw\",\"color\":\"as-stored\",\"scale\":\"1/255\",\"scale\":\"1/256\",\"mean\":[],\"std\":[],\"standardizeEachImage\":false,\"output\":\"logits\"}")).ToArray();
    }

    private static void Lookup(Wire graph, string leaf) =>
        Node(graph, "Lookup", [leaf + Codebook, leaf + Indices], [leaf + Shared], "", [Int("fixed_zero", 1)], "ai.frugal");

    private static void Node(Wire graph, string type, string[] inputs, string[] outputs, string name, (string, Wire)[]? attributes = null, string domain = "")
    {
        var node = new Wire();
        foreach (string input in inputs) node.Text(1, input);
        foreach (string output in outputs) node.Text(2, output);
        if (name.Length > 0) node.Text(3, name);
        node.Text(4, type);
        foreach ((_, Wire attribute) in attributes ?? []) node.Message(5, attribute);
        if (domain.Length > 0) node.Text(7, domain);
        graph.Message(OnnxField.GraphNode, node);
    }

    private static (string, Wire) Int(string name, long value) => (name, new Wire().Text(1, name).Int(3, value).Int(20, 2));

    private static (string, Wire) Ints(string name, params long[] values)
    {
        var attribute = new Wire().Text(1, name);
        foreach (long value in values) attribute.Int(8, value);
        return (name, attribute.Int(20, 7));
    }

    private static (string, Wire) Float(string name, float value) =>
        (name, new Wire().Text(1, name).Varint((2 << 3) | 5).Raw(BitConverter.GetBytes(value)).Int(20, 1));

    private static void Initializer(Wire graph, string name, int type, params long[] dimensions)
    {
        var tensor = new Wire();
        foreach (long dimension in dimensions) tensor.Int(OnnxField.TensorDimension, dimension);
        graph.Message(OnnxField.GraphInitializer, tensor.Int(OnnxField.TensorType, type).Text(OnnxField.TensorName, name));
    }

    private static Wire Declaration(string name, params long[] dimensions)
    {
        var shape = new Wire().Message(1, new Wire().Text(2, "N"));
        foreach (long dimension in dimensions) shape.Message(1, new Wire().Int(1, dimension));
        return new Wire().Text(1, name).Message(2, new Wire().Message(1, new Wire().Int(1, 1).Message(2, shape)));
    }
}
