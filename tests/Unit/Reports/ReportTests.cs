using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using Frugal.Compression;
using Frugal.Evaluation;
using Frugal.Reports;
using Xunit;

namespace Frugal.Tests.Reports;

public sealed partial class ReportTests
{
    public static TheoryData<string> Samples => ["labelled", "with a control", "no data", "many layers", "nothing at all"];

    [Fact]
    public void The_control_stands_beside_the_result_and_a_significant_loss_against_it_is_a_warning()
    {
        XDocument document = Parse(SampleResults.WithControl());
        string text = document.Root!.Value;

        XElement table = document.Descendants("table").Single(t => t.Value.Contains("result − control", StringComparison.Ordinal));
        Assert.Equal(["samples/mnist t10k", "149", "103", "133", "−0.30"], table.Descendants("tbody").Single().Descendants("tr").Single().Elements().Take(5).Select(c => c.Value));
        Assert.Contains("59.4 more epochs", text);
        Assert.Contains("compression alone has cost accuracy", document.Descendants("p").First(p => p.Attribute("class")?.Value == "warning").Value);
        Assert.Contains("counted from the control", text);
        Assert.Contains("3 copies of it that are moved", text);
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Report_is_well_formed_markup(string sample)
    {
        XDocument document = Parse(Sample(sample));
        Assert.Equal("html", document.Root!.Name.LocalName);
        Assert.NotEmpty(document.Descendants("h1").Single().Value);
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Report_refers_to_nothing_outside_itself(string sample)
    {
        XDocument document = Parse(Sample(sample));
        Assert.Empty(document.Descendants("script"));
        string[] references = [.. document.Descendants().Attributes().Where(a => a.Name.LocalName is "src" or "href" or "srcset" or "action").Select(a => a.Value)];
        Assert.All(references, r => Assert.StartsWith("data:", r, StringComparison.Ordinal));
        string text = document.ToString();
        Assert.DoesNotContain("http:", text, StringComparison.Ordinal);
        Assert.DoesNotContain("https:", text, StringComparison.Ordinal);
        Assert.DoesNotContain("url(", text, StringComparison.Ordinal);
        Assert.DoesNotContain("@import", text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Drawn_coordinates_are_numbers_inside_the_picture(string sample)
    {
        foreach (XElement picture in Parse(Sample(sample)).Descendants("svg"))
        {
            double[] box = [.. picture.Attribute("viewBox")!.Value.Split(' ').Select(Number)];
            Assert.True(box[2] > 0 && box[3] > 0);
            foreach (XElement shape in picture.Descendants())
            {
                foreach (XAttribute x in shape.Attributes().Where(a => a.Name.LocalName is "x" or "x1" or "x2" or "cx")) Assert.InRange(Number(x.Value), -0.5, box[2] + 0.5);
                foreach (XAttribute y in shape.Attributes().Where(a => a.Name.LocalName is "y" or "y1" or "y2" or "cy")) Assert.InRange(Number(y.Value), -0.5, box[3] + 0.5);
                if (shape.Attribute("d") is { } path) Assert.All(Numbers().Matches(path.Value), m => Assert.True(double.IsFinite(Number(m.Value))));
                if (shape.Attribute("d") is { } data) Assert.DoesNotMatch("[NI∞]", data.Value);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Identifiers_are_unique_and_every_reference_to_one_is_answered(string sample)
    {
        XDocument document = Parse(Sample(sample));
        string[] identifiers = [.. document.Descendants().Attributes("id").Select(a => a.Value)];
        Assert.Equal(identifiers.Length, identifiers.Distinct().Count());
        Assert.All(document.Descendants().Attributes("aria-labelledby").SelectMany(a => a.Value.Split(' ')), r => Assert.Contains(r, identifiers));
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Charts_have_a_name_and_a_description_and_tables_have_heads(string sample)
    {
        XDocument document = Parse(Sample(sample));
        Assert.All(document.Descendants("svg"), s => Assert.True(s.Element("title")!.Value.Length > 0 && s.Element("desc")!.Value.Length > 0));
        Assert.All(document.Descendants("th"), h => Assert.Contains(h.Attribute("scope")!.Value, new[] { "col", "row" }));
        Assert.All(document.Descendants("tr"), r => Assert.Equal(r.Ancestors("table").First().Descendants("tr").First().Elements().Count(), r.Elements().Count()));
    }

    [Fact]
    public void Summary_says_sizes_errors_interval_and_significance()
    {
        CompressionResult result = SampleResults.LeNet300();
        string text = TextOf(Parse(result).Descendants("header").Single());
        Assert.Contains("118× smaller", text, StringComparison.Ordinal);
        Assert.Contains("1,066,440 B of parameters → 9,014 B", text, StringComparison.Ordinal);
        Assert.Contains("149 → 151", text, StringComparison.Ordinal);
        Assert.Contains("−0.02 points, 95 % interval −0.14 to +0.10", text, StringComparison.Ordinal);
        Assert.Contains("not significant", text, StringComparison.Ordinal);
        Assert.Contains("78 → 76", text, StringComparison.Ordinal);
        Assert.Contains("recorded in the model's metadata", text, StringComparison.Ordinal);
        Assert.Empty(Warnings(result));
    }

    [Fact]
    public void Every_layer_step_candidate_and_latency_stands_in_a_table()
    {
        CompressionResult result = SampleResults.LeNet300();
        string[] rows = [.. Parse(result).Descendants("tbody").Elements("tr").Select(TextOf)];
        Assert.All(result.Layers, l => Assert.Contains(rows, r => r.Contains(l.Name, StringComparison.Ordinal) && r.Contains(l.BytesAfter.ToString("N0", CultureInfo.InvariantCulture) + " B", StringComparison.Ordinal)));
        Assert.All(result.Steps, s => Assert.Contains(rows, r => r.Contains($"{s.Number}. {s.Method}", StringComparison.Ordinal) && r.Contains("kept", StringComparison.Ordinal)));
        Assert.All(result.Steps.SelectMany(s => s.Candidates), c => Assert.Contains(rows, r => r.Contains(c.SizeBytes.ToString("N0", CultureInfo.InvariantCulture) + " B", StringComparison.Ordinal)
            && r.Contains(c.Judgement.Loss.ToString("0.0000", CultureInfo.InvariantCulture), StringComparison.Ordinal)));
        Assert.All(result.Latency, l => Assert.Contains(rows, r => r.StartsWith(l.Runtime + " " + l.Threads, StringComparison.Ordinal)));
    }

    [Fact]
    public void Trail_joins_the_accepted_networks_and_marks_the_rejected_ones()
    {
        CompressionResult result = SampleResults.LeNet300();
        XElement chart = Parse(result).Descendants("svg").First(s => s.Attribute("aria-labelledby")!.Value.StartsWith("trail-wide", StringComparison.Ordinal));
        string trail = chart.Elements("path").Single(p => p.Attribute("class")!.Value == "trail").Attribute("d")!.Value;
        int accepted = result.Steps.SelectMany(s => s.Candidates).Count(c => c.Accepted);
        // The original, the simplified network, and the accepted candidates, the last of which is the result.
        Assert.Equal(2 + accepted, trail.Count(c => c is 'M' or 'L'));
        Assert.Single(chart.Elements("circle"), c => c.Attribute("class")!.Value == "ring");
        int rejected = chart.Elements("path").Count(p => p.Attribute("class")!.Value is "cross" or "mark rejected");
        Assert.Equal(result.Steps.SelectMany(s => s.Candidates).Count(c => !c.Accepted), rejected);
        double[] across = [.. Regex.Matches(trail, @"[ML](-?[\d.]+)").Select(m => Number(m.Groups[1].Value))];
        Assert.Equal(across.OrderDescending(), across);
    }

    [Fact]
    public void Candidates_of_a_step_that_was_rolled_back_are_not_part_of_the_trail()
    {
        CompressionResult result = SampleResults.LeNet300();
        result = result with { Steps = [result.Steps[0], result.Steps[1], result.Steps[2] with { Kept = false }] };
        string[] outcomes = [.. Parse(result).Descendants("tbody").Elements("tr").Select(TextOf).Where(r => r.Contains(" levels ", StringComparison.Ordinal) && r.EndsWith("ed", StringComparison.Ordinal))];
        Assert.Equal(3, outcomes.Length);
        Assert.All(outcomes, o => Assert.EndsWith("rejected", o, StringComparison.Ordinal));
    }

    [Fact]
    public void Sensitivity_is_drawn_with_one_line_a_layer_that_rises_to_the_right()
    {
        CompressionResult result = SampleResults.LeNet300();
        XElement chart = Parse(result).Descendants("svg").First(s => s.Attribute("aria-labelledby")!.Value.StartsWith("sensitivity-wide", StringComparison.Ordinal));
        XElement[] curves = [.. chart.Elements("path").Where(p => p.Attribute("class")!.Value == "curve")];
        Assert.Equal(result.Layers.Count, curves.Length);
        foreach (XElement curve in curves)
        {
            (double X, double Y)[] points = [.. Regex.Matches(curve.Attribute("d")!.Value, @"[ML](-?[\d.]+) (-?[\d.]+)").Select(m => (Number(m.Groups[1].Value), Number(m.Groups[2].Value)))];
            Assert.Equal(12, points.Length);
            Assert.Equal(points.OrderBy(p => p.X), points);
            Assert.Equal(points.OrderByDescending(p => p.Y), points);
        }
    }

    [Fact]
    public void Significant_losses_and_a_missed_allowance_stand_before_the_figures()
    {
        CompressionResult result = SampleResults.ManyLayersWithoutLabels();
        string[] warnings = Warnings(result);
        Assert.Equal(5, warnings.Length);
        Assert.Contains("interrupted", warnings[0], StringComparison.Ordinal);
        Assert.Contains("80 changed answers of 2,000: −4.00 points", warnings[1], StringComparison.Ordinal);
        Assert.Contains("“shifted” is significant", warnings[2], StringComparison.Ordinal);
        Assert.Contains("3.70 points", warnings[3], StringComparison.Ordinal);
        Assert.Contains("slower", warnings[4], StringComparison.Ordinal);
        string html = Report.Render(result);
        Assert.True(html.IndexOf("is significant", StringComparison.Ordinal) < html.IndexOf("<svg", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_labels_the_report_speaks_of_answers_that_differ()
    {
        string text = TextOf(Parse(SampleResults.ManyLayersWithoutLabels()).Root!.Element("body")!);
        Assert.Contains("80 answers differ from the original’s", text, StringComparison.Ordinal);
        Assert.Contains("Agreement with the original on 1,000 validation samples", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Test errors", text, StringComparison.Ordinal);
        Assert.DoesNotContain("loss of accuracy", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_data_the_report_says_that_nothing_was_judged()
    {
        CompressionResult result = SampleResults.WithoutData();
        string text = TextOf(Parse(result).Root!.Element("body")!);
        Assert.Contains("Accuracy was not measured", Warnings(result).Single(), StringComparison.Ordinal);
        Assert.Contains("Nothing was judged on the way", text, StringComparison.Ordinal);
        Assert.Contains("Latency was not measured", text, StringComparison.Ordinal);
        Assert.Contains("never read", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_test_that_gained_significantly_is_no_warning()
    {
        var counts = new PairedCounts(9000, 10, 90, 900);
        CompressionResult result = SampleResults.LeNet300() with { Tests = [new TestReport("t", 10_000, true, 990, 910, PairedTest.Of(counts))] };
        Assert.Empty(Warnings(result));
        Assert.Contains("a significant gain", TextOf(Parse(result).Root!), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_from_files_are_escaped_and_cannot_become_markup()
    {
        string html = Report.Render(SampleResults.ManyLayersWithoutLabels());
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>&", html, StringComparison.Ordinal);
        Assert.DoesNotContain('\u0007', html);
        Assert.DoesNotContain('\u202e', html);
        Assert.Contains("&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;&amp;amp;", html, StringComparison.Ordinal);
    }

    [Fact]
    public void The_layers_of_a_large_network_are_drawn_in_bounded_number_and_all_listed()
    {
        CompressionResult result = SampleResults.ManyLayersWithoutLabels(count: 130);
        XDocument document = Parse(result);
        XElement chart = document.Descendants("svg").First(s => s.Attribute("aria-labelledby")!.Value.StartsWith("layers-wide", StringComparison.Ordinal));
        Assert.Equal(40, chart.Elements("circle").Count(c => c.Attribute("class")!.Value == "dot after"));
        Assert.Contains("91 smaller layers together", TextOf(chart), StringComparison.Ordinal);
        XElement table = document.Descendants("div").Single(d => d.Attribute("aria-label")?.Value == "Layers");
        Assert.Equal(130, table.Descendants("tbody").Elements("tr").Count());
    }

    [Fact]
    public void The_resolved_recipe_can_be_read_back_from_the_report()
    {
        CompressionResult result = SampleResults.LeNet300();
        string written = Parse(result).Descendants("section").Single(s => s.Attribute("id")?.Value == "origin").Descendants("details").Single().Descendants("code").Single().Value;
        Assert.Equal(RecipeJson.Write(result.Recipe), RecipeJson.Write(RecipeJson.Read(written)));
    }

    [Fact]
    public void The_same_result_gives_the_same_bytes_in_every_culture()
    {
        CompressionResult result = SampleResults.LeNet300();
        string html = Report.Render(result);
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            var other = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            other.NumberFormat = new NumberFormatInfo { NumberDecimalSeparator = ",", NumberGroupSeparator = ".", NegativeSign = "~" };
            CultureInfo.CurrentCulture = other;
            Assert.Equal(html, Report.Render(result));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Writing_replaces_the_file_and_leaves_nothing_else_behind()
    {
        string folder = Directory.CreateTempSubdirectory("frugal-report-").FullName;
        try
        {
            string path = Path.Combine(folder, "report.html");
            File.WriteAllText(path, "old");
            Report.Write(SampleResults.LeNet300(), path);
            Assert.Equal(Report.Render(SampleResults.LeNet300()), File.ReadAllText(path));
            Assert.Equal([path], Directory.GetFiles(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Numbers_that_are_not_finite_do_not_reach_the_charts()
    {
        CompressionResult sample = SampleResults.LeNet300();
        LayerReport empty = sample.Layers[0] with { Histogram = [], HistogramMinimum = double.PositiveInfinity, HistogramMaximum = double.NegativeInfinity, Centroids = [], Count = 0, NonZero = 0, BytesBefore = 0, BytesAfter = 0 };
        CompressionResult result = sample with
        {
            Layers = [empty, sample.Layers[1] with { BytesAfter = 0, HistogramMinimum = 0.25, HistogramMaximum = 0.25, Centroids = [new CentroidCount(0.25f, 3)] }],
            Latency = [new LatencyReport("Frugal", 1, double.NaN, 0, double.PositiveInfinity, double.NaN, double.PositiveInfinity)],
            Steps = [sample.Steps[1] with { Candidates = [new CandidatePoint("m", "diverged", 100, new Judgement(5000, 78, 4300, 1, double.NaN), false)], BytesAfter = 0 }],
        };
        string html = Report.Render(result);
        Assert.DoesNotContain("NaN", html, StringComparison.Ordinal);
        Assert.DoesNotContain("Infinity", html, StringComparison.Ordinal);
        Parse(html);
    }

    private static CompressionResult Sample(string name) => name switch
    {
        "labelled" => SampleResults.LeNet300(),
        "with a control" => SampleResults.WithControl(),
        "no data" => SampleResults.WithoutData(),
        "many layers" => SampleResults.ManyLayersWithoutLabels(),
        _ => SampleResults.WithoutData() with { Steps = [], Layers = [], Notes = [], Breakdown = new Frugal.Coding.SizeBreakdown(0, 0, 0, []), ModelName = "x" },
    };

    private static XDocument Parse(CompressionResult result) => Parse(Report.Render(result));

    private static XDocument Parse(string html)
    {
        using var reader = XmlReader.Create(new StringReader(html), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        return XDocument.Load(reader, LoadOptions.PreserveWhitespace);
    }

    private static string[] Warnings(CompressionResult result) =>
        [.. Parse(result).Descendants("p").Where(p => p.Attribute("class")?.Value == "warning").Select(TextOf)];

    // Texts of neighbouring elements apart from each other, with ordinary spaces.
    private static string TextOf(XElement element) =>
        Spaces().Replace(string.Join(' ', element.DescendantNodes().OfType<XText>().Select(t => t.Value)), " ").Trim();

    private static double Number(string text) => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"[\s\u00a0]+")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"-?\d+(\.\d+)?")]
    private static partial Regex Numbers();
}
