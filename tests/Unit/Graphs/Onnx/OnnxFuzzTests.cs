using Frugal.Graphs;
using Frugal.Graphs.Onnx;
using Frugal.Tensors;
using Xunit;

namespace Frugal.Tests.Graphs.Onnx;

/// <summary>Damaged files end in an exception that is meant for users, or in a network; never in a crash, a hang or unbounded memory.</summary>
public class OnnxFuzzTests
{
    private static readonly OnnxWriteOptions AnyDomain = new() { AllowFrugalDomain = true };

    private static readonly ReadLimits Limits = new() { MaximumTensorBytes = 64 << 20 };

    [Fact]
    public void Damaged_copies_of_a_network_made_in_code_are_survived()
    {
        Fuzz(OnnxFile.ToBytes(OnnxNetworks.Everything()), seed: 1, mutants: 2500);
        Fuzz(OnnxFile.ToBytes(OnnxNetworks.Convolutional()), seed: 2, mutants: 1500);
    }

    [Theory]
    [InlineData("networks/mnist-cntk/model.onnx", 700)]
    [InlineData("networks/silero-vad-16k/model.onnx", 100)]
    [InlineData("models/mlperf_resnet8_cifar10.onnx", 150)]
    public void Damaged_copies_of_published_networks_are_survived(string model, int mutants) =>
        Fuzz(File.ReadAllBytes(TestData.PathOf(model)), (ulong)mutants, mutants);

    [Fact]
    public void Well_formed_messages_that_make_no_sense_are_survived()
    {
        FuzzFields(OnnxFile.ToBytes(OnnxNetworks.Everything()), seed: 5, mutants: 2500);
        FuzzFields(OnnxFile.ToBytes(OnnxNetworks.Convolutional()), seed: 6, mutants: 1500);
    }

    [Theory]
    [InlineData("networks/mnist-cntk/model.onnx", 700)]
    [InlineData("networks/silero-vad-16k/model.onnx", 60)]
    public void Senseless_variants_of_published_networks_are_survived(string model, int mutants) =>
        FuzzFields(File.ReadAllBytes(TestData.PathOf(model)), (ulong)mutants, mutants);

    [Fact]
    public void Every_truncation_is_refused()
    {
        byte[] model = OnnxFile.ToBytes(OnnxNetworks.Everything());
        for (int length = 0; length < model.Length - 200; length++)
            Assert.Throws<InvalidModelException>(() => OnnxFile.Read(model.AsSpan(0, length), Limits));
    }

    [Fact]
    public void Noise_is_refused()
    {
        var random = new RandomStream(3);
        for (int i = 0; i < 2000; i++) Survive(Noise(ref random, random.NextInt32(200)), $"noise {i}");
    }

    [Fact]
    public void Damaged_tensor_files_are_survived()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("t.pb");
        OnnxFile.WriteTensor(path, DenseTensor.From(new float[40], new Shape(5, 8)), "input");
        byte[] original = File.ReadAllBytes(path);
        var random = new RandomStream(4);
        for (int i = 0; i < 300; i++)
        {
            File.WriteAllBytes(path, Mutate(original, Positions(original), ref random));
            Survive(() => OnnxFile.ReadTensor(path, Limits), $"mutant {i}", original.Length);
        }
    }

    private static void Fuzz(byte[] original, ulong seed, int mutants)
    {
        int[] positions = Positions(original);
        for (int i = 0; i < mutants; i++)
        {
            RandomStream random = new RandomStream(seed).Split(i);
            Survive(Mutate(original, positions, ref random), $"seed {seed}, mutant {i}");
        }
    }

    private static void FuzzFields(byte[] original, ulong seed, int mutants)
    {
        for (int i = 0; i < mutants; i++)
        {
            RandomStream random = new RandomStream(seed).Split(i);
            MessageTree tree = MessageTree.TryParse(original)!;
            for (int edits = 1 + random.NextInt32(3); edits > 0; edits--) tree.Damage(ref random);
            Survive(tree.Encode(), $"seed {seed}, mutant {i}");
        }
    }

    private static void Survive(byte[] bytes, string which) => Survive(() =>
    {
        Network network = OnnxFile.Read(bytes, Limits);
        byte[] written = OnnxFile.ToBytes(network, AnyDomain);
        Assert.True(written.AsSpan().SequenceEqual(OnnxFile.ToBytes(OnnxFile.Read(written), AnyDomain)), $"{which}: what was written is read differently");
    }, which, bytes.Length);

    private static void Survive(Action read, string which, int length)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            read();
        }
        catch (Exception e) when (e is InvalidModelException or UnsupportedOperatorException)
        {
            Assert.DoesNotContain("Exception", e.Message);
        }
        catch (Exception e)
        {
            Assert.Fail($"{which}: {e}");
        }
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated < (32 << 20) + 200L * length, $"{which}: {allocated} bytes were allocated for a file of {length}");
    }

    private static byte[] Mutate(byte[] original, int[] positions, ref RandomStream random)
    {
        byte[] bytes = original;
        for (int edits = 1 + random.NextInt32(4); edits > 0 && bytes.Length > 1; edits--)
            bytes = Edit(bytes, Math.Min(positions[random.NextInt32(positions.Length)], bytes.Length - 1), ref random);
        return bytes;
    }

    private static byte[] Edit(byte[] bytes, int at, ref RandomStream random)
    {
        int length = Math.Min(1 + random.NextInt32(20), bytes.Length - at);
        ReadOnlySpan<byte> before = bytes.AsSpan(0, at), here = bytes.AsSpan(at, length), behind = bytes.AsSpan(at + length);
        return random.NextInt32(7) switch
        {
            0 => [.. before, (byte)(bytes[at] ^ (1 << random.NextInt32(8))), .. bytes.AsSpan(at + 1)],
            1 => [.. before, (byte)random.NextInt32(256), .. bytes.AsSpan(at + 1)],
            2 => [.. before, .. behind],
            3 => [.. before, .. Noise(ref random, length), .. here, .. behind],
            4 => [.. before, .. here, .. here, .. behind],
            5 => [.. before, 0xFF, 0xFF, 0xFF, 0xFF, (byte)random.NextInt32(256), .. here, .. behind], // lengths and numbers near the limits
            _ => [.. before, (byte)(bytes[at] + random.NextInt32(3) - 1), .. bytes.AsSpan(at + 1)],
        };
    }

    private static byte[] Noise(ref RandomStream random, int length)
    {
        var noise = new byte[length];
        for (int i = 0; i < length; i++) noise[i] = (byte)random.NextInt32(256);
        return noise;
    }

    // Where damage is done: damage to the elements of large weights finds nothing.
    private static int[] Positions(byte[] file)
    {
        var isWeight = new bool[file.Length];
        Network? network = null;
        try
        {
            network = OnnxFile.Read(file);
        }
        catch (InvalidModelException)
        {
            // a tensor file: every byte counts
        }
        foreach (Value value in network?.Graph.Initializers ?? [])
        {
            if (value.Type == ElementType.String || value.Constant!.ByteCount < 64) continue;
            int at = file.AsSpan().IndexOf(value.Constant.Bytes);
            if (at >= 0) isWeight.AsSpan(at, value.Constant.ByteCount).Fill(true);
        }
        return [.. Enumerable.Range(0, file.Length).Where(i => !isWeight[i])];
    }
}
