using Frugal.Graphs;
using Frugal.Graphs.Onnx;
using Xunit;

namespace Frugal.Tests.Graphs.Onnx;

public class OnnxRoundTripTests
{
    [Theory]
    [MemberData(nameof(OnnxModels.All), MemberType = typeof(OnnxModels))]
    public void A_published_network_read_written_and_read_again_is_equal(string model)
    {
        Network first = OnnxFile.Read(TestData.PathOf(model));
        byte[] written = OnnxFile.ToBytes(first);
        Network second = OnnxFile.Read(written);
        NetworkEquality.AssertEqual(first, second);
        Assert.Equal(written, OnnxFile.ToBytes(second));
    }
}
