using System.Text;
using Frugal.Compression;

namespace Frugal.Reports;

/// <summary>What every report is written into: one HTML file that needs nothing else, neither network nor scripts.</summary>
internal static class Page
{
    /// <summary>Writes a file that appears whole or not at all.</summary>
    public static void Save(string path, string html)
    {
        string partial = path + ".partial";
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

    /// <summary>The text of the file, which is well-formed XML too.</summary>
    /// <param name="title">The title of the window.</param>
    /// <param name="tool">The tool that it says made it; null: this one.</param>
    /// <param name="body">Writes header and main part.</param>
    public static string Render(string title, string? tool, Action<Html> body)
    {
        var html = new Html();
        html.Markup("<!DOCTYPE html>\n").Open("html", ("lang", "en"));
        Head(html, title);
        html.Open("body");
        body(html);
        html.Element("footer", $"Made by {tool ?? ToolVersion.Text}. This file needs no network and runs no scripts.");
        return html.Close().Close().ToString();
    }

    // The policy forbids every request: what is not in the file cannot be shown.
    private static void Head(Html html, string title)
    {
        html.Open("head");
        html.Empty("meta", ("charset", "utf-8"));
        html.Empty("meta", ("http-equiv", "Content-Security-Policy"), ("content", "default-src 'none'; style-src 'unsafe-inline'; img-src data:"));
        html.Empty("meta", ("name", "viewport"), ("content", "width=device-width, initial-scale=1"));
        html.Empty("meta", ("name", "color-scheme"), ("content", "light dark"));
        html.Empty("link", ("rel", "icon"), ("href", "data:,"));
        html.Element("title", title);
        html.Open("style").Markup(Stylesheet.Text).Close();
        html.Close();
    }
}
