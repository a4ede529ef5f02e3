using Frugal.Compression;

namespace Frugal.Reports;

/// <summary>
/// The report of a compression run: one HTML file that needs nothing else, neither network nor scripts. The same result gives the same bytes.
/// </summary>
public static class Report
{
    /// <summary>Writes the report; the file appears whole or not at all.</summary>
    /// <param name="result">What the run made.</param>
    /// <param name="path">The file, which is replaced if it exists.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file must not be written.</exception>
    public static void Write(CompressionResult result, string path) => Page.Save(path, Render(result));

    /// <summary>The report as the text of an HTML file, which is well-formed XML too.</summary>
    /// <param name="result">What the run made.</param>
    public static string Render(CompressionResult result)
    {
        var findings = new Findings(result);
        return Page.Render($"{result.ModelName}: {NumberText.Times(result.Ratio)} smaller", result.Recipe.Tool, html =>
        {
            SummarySection.Write(html, findings);
            html.Open("main");
            SizeSection.Write(html, findings);
            AccuracySection.Write(html, findings);
            StepsSection.Write(html, findings);
            ReasonsSection.Write(html, findings);
            WeightsSection.Write(html, findings);
            LatencySection.Write(html, findings);
            OriginSection.Write(html, findings);
            html.Close();
        });
    }
}
