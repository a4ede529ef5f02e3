using System.Xml.Linq;
using Frugal.Analysis;
using Frugal.Graphs;
using Frugal.Graphs.Architectures;
using Frugal.Reports;
using Frugal.Tensors;
using Xunit;

namespace Frugal.Tests.Reports;

public sealed class NetworkReportTests
{
    [Fact]
    public void The_report_is_well_formed_and_shows_every_node_of_the_network()
    {
        NetworkSummary summary = Summary();
        string html = NetworkReport.Render(summary);
        XDocument document = XDocument.Parse(html.Replace("<!DOCTYPE html>", "", StringComparison.Ordinal));
        string text = string.Join(' ', document.Descendants("title").Select(t => t.Value));
        Assert.All(summary.Analysis.Layers, l => Assert.Contains(l.Name, text, StringComparison.Ordinal));
        Assert.DoesNotContain("script", document.Descendants().Select(e => e.Name.LocalName));
    }

    [Fact]
    public void A_layer_and_its_element_wise_followers_are_one_box()
    {
        GraphPicture picture = GraphPicture.Of(Summary());
        // ResNet-20: input, output, stem, 18 convolutions, 2 shortcuts of Slice and Pad, 9 sums of two values, the pool with Flatten, the dense layer.
        Assert.Equal(36, picture.Boxes.Count);
        Assert.Contains(picture.Boxes, b => b.Title == "Conv · BatchNorm · Relu");
        Assert.All(picture.Boxes, b => Assert.NotNull(b));
    }

    [Fact]
    public void A_difference_is_shown_with_both_costs()
    {
        NetworkSummary summary = Summary();
        NetworkDiff diff = NetworkDiff.Of(summary.Analysis, NetworkAnalysis.Of(Architecture.Find("resnet-32").Build(), [new Shape(1, 3, 32, 32)]));
        string html = NetworkReport.Render(summary, diff);
        Assert.Contains("40,551,040", html, StringComparison.Ordinal);
        Assert.Contains("68,862,592", html, StringComparison.Ordinal);
    }

    private static NetworkSummary Summary()
    {
        NetworkAnalysis analysis = NetworkAnalysis.Of(Architecture.Find("resnet-20").Build(), [new Shape(1, 3, 32, 32)]);
        return new NetworkSummary("resnet-20.onnx", 1000, analysis, null, new Roofline(1e11, 2e10, 1));
    }
}
