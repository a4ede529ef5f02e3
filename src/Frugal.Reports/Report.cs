using System.Text;
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
    public static void Write(CompressionResult result, string path)
    {
        string partial = path + ".partial";
        string html = Render(result);
        try
        {
            File.WriteAllText(partial, html, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            File.Move(partial, path, overwrite: true);
        }
        catch
        {
            File.Delete(partial);
            throw;
        }
    }

    /// <summary>The report as the text of an HTML file, which is well-formed XML too.</summary>
    /// <param name="result">What the run made.</param>
    public static string Render(CompressionResult result)
    {
        var findings = new Findings(result);
        var html = new Html();
        html.Markup("<!DOCTYPE html>\n").Open("html", ("lang", "en"));
        Head(html, result);
        html.Open("body");
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
        html.Element("footer", $"Made by {result.Recipe.Tool ?? ToolVersion.Text}. This file needs no network and runs no scripts.");
        return html.Close().Close().ToString();
    }

    // The policy forbids every request: what is not in the file cannot be shown.
    private static void Head(Html html, CompressionResult result)
    {
        html.Open("head");
        html.Empty("meta", ("charset", "utf-8"));
        html.Empty("meta", ("http-equiv", "Content-Security-Policy"), ("content", "default-src 'none'; style-src 'unsafe-inline'; img-src data:"));
        html.Empty("meta", ("name", "viewport"), ("content", "width=device-width, initial-scale=1"));
        html.Empty("meta", ("name", "color-scheme"), ("content", "light dark"));
        html.Empty("link", ("rel", "icon"), ("href", "data:,"));
        html.Element("title", $"{result.ModelName}: {NumberText.Times(result.Ratio)} smaller");
        html.Open("style").Markup(Stylesheet.Text).Close();
        html.Close();
    }
}
