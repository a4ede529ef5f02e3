using System.Runtime.InteropServices;
using Frugal.Graphs;
using Frugal.Graphs.Onnx;
using Xunit;

namespace Frugal.Tests.Graphs.Onnx;

public sealed class OnnxExternalDataTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public OnnxExternalDataTests()
    {
        Directory.CreateDirectory(folder.File("model/weights"));
        File.WriteAllBytes(folder.File("model/weights/data.bin"), [.. MemoryMarshal.AsBytes<float>([9f, 1, 2, 3])]);
        File.WriteAllBytes(folder.File("secret.bin"), new byte[100]);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Elements_beside_the_model_are_read_from_their_offset()
    {
        Network network = Read(("location", "weights/data.bin"), ("offset", "4"), ("length", "12"));
        Assert.Equal([1f, 2, 3], network.Graph.Outputs[0].Constant!.Span<float>());
    }

    [Theory]
    [InlineData("../secret.bin")]
    [InlineData("weights/../../secret.bin")]
    [InlineData("..\\secret.bin")]
    [InlineData("/etc/passwd")]
    [InlineData("C:\\secret.bin")]
    [InlineData("")]
    [InlineData(".")]
    public void Nothing_outside_of_the_models_folder_is_opened(string location) =>
        Assert.Contains("inside the model's own folder", Assert.Throws<InvalidModelException>(() => Read(("location", location))).Message);

    [Fact]
    public void A_link_that_leads_out_of_the_folder_is_refused()
    {
        File.CreateSymbolicLink(folder.File("model/link.bin"), folder.File("secret.bin"));
        Assert.Contains("leads out", Assert.Throws<InvalidModelException>(() => Read(("location", "link.bin"))).Message);
        Directory.CreateSymbolicLink(folder.File("model/up"), folder.Path);
        Assert.Contains("leads out", Assert.Throws<InvalidModelException>(() => Read(("location", "up/secret.bin"))).Message);
    }

    [Theory]
    [InlineData("8", "12", "which has 16")]
    [InlineData("9223372036854775807", "12", "which has 16")]
    [InlineData("-4", "12", "no number")]
    [InlineData("0", "16", "needs 12")]
    [InlineData("0x4", "12", "no number")]
    public void Offset_and_length_are_checked(string offset, string length, string problem) => Assert.Contains(
        problem, Assert.Throws<InvalidModelException>(() => Read(("location", "weights/data.bin"), ("offset", offset), ("length", length))).Message);

    [Fact]
    public void A_missing_file_is_named() =>
        Assert.Contains("'gone.bin'", Assert.Throws<InvalidModelException>(() => Read(("location", "gone.bin"))).Message);

    [Fact]
    public void A_model_read_from_memory_has_no_neighbours() => Assert.Contains(
        "read it by its path", Assert.Throws<InvalidModelException>(() => OnnxFile.Read(OnnxMessages.ModelOf(OnnxMessages.External("t", [3], ("location", "data.bin"))))).Message);

    [Fact]
    public void The_same_file_asked_for_again_and_again_stays_within_the_limit()
    {
        byte[] model = OnnxMessages.Model(g =>
        {
            for (int i = 0; i < 4; i++)
                g.Message(GraphField.Initializer, OnnxMessages.External($"t{i}", [1], ("location", "weights/data.bin"), ("offset", $"{4 * i}")));
        });
        File.WriteAllBytes(folder.File("model/model.onnx"), model);
        Assert.Equal(4, OnnxFile.Read(folder.File("model/model.onnx")).Graph.Initializers.Count());
        Assert.Throws<InvalidModelException>(() => OnnxFile.Read(folder.File("model/model.onnx"), new ReadLimits { MaximumTensorBytes = 12 }));
    }

    private Network Read(params (string, string)[] entries)
    {
        string path = folder.File("model/model.onnx");
        File.WriteAllBytes(path, OnnxMessages.ModelOf(OnnxMessages.External("t", [3], entries)));
        return OnnxFile.Read(path);
    }
}
