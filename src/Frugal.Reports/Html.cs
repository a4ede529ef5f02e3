using System.Text;

namespace Frugal.Reports;

/// <summary>Writes markup that is valid as HTML and as XML: every element closed, every attribute quoted, every text escaped.</summary>
internal sealed class Html
{
    private static readonly HashSet<string> Inline = ["a", "b", "code", "em", "span", "strong", "text", "tspan", "title", "desc", "summary", "th", "td"];

    private readonly StringBuilder text = new();
    private readonly Stack<string> open = new();

    /// <summary>Opens an element; attributes whose value is null are left out.</summary>
    public Html Open(string element, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        Start(element, attributes);
        text.Append('>');
        open.Push(element);
        return this;
    }

    /// <summary>Closes the element opened last.</summary>
    public Html Close()
    {
        string element = open.Pop();
        text.Append("</").Append(element).Append('>');
        if (!Inline.Contains(element)) text.Append('\n');
        return this;
    }

    /// <summary>An element without content.</summary>
    public Html Empty(string element, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        Start(element, attributes);
        text.Append(" />");
        if (!Inline.Contains(element)) text.Append('\n');
        return this;
    }

    /// <summary>An element with nothing but text in it.</summary>
    public Html Element(string element, string content, params ReadOnlySpan<(string Name, string? Value)> attributes) =>
        Open(element, attributes).Text(content).Close();

    /// <summary>Text, escaped.</summary>
    public Html Text(string content)
    {
        Escape(text, content);
        return this;
    }

    /// <summary>Markup that another writer made.</summary>
    public Html Markup(string markup)
    {
        text.Append(markup);
        return this;
    }

    /// <inheritdoc/>
    public override string ToString() => text.ToString();

    private void Start(string element, ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        text.Append('<').Append(element);
        foreach ((string name, string? value) in attributes)
        {
            if (value is null) continue;
            text.Append(' ').Append(name).Append("=\"");
            Escape(text, value);
            text.Append('"');
        }
    }

    // Names come from files of strangers: control characters and lone surrogates are not allowed in markup and show as U+FFFD, and marks
    // that reverse the direction of writing could make a name look like another.
    private static void Escape(StringBuilder into, string content)
    {
        foreach (Rune rune in content.EnumerateRunes())
        {
            switch (rune.Value)
            {
                case '<': into.Append("&lt;"); break;
                case '>': into.Append("&gt;"); break;
                case '&': into.Append("&amp;"); break;
                case '"': into.Append("&quot;"); break;
                case '\n' or '\t': into.Append((char)rune.Value); break;
                case < 0x20 or (>= 0x7f and < 0xa0) or (>= 0x202a and <= 0x202e) or (>= 0x2066 and <= 0x2069) or 0xfffe or 0xffff: into.Append('\ufffd'); break;
                default: into.Append(rune.ToString()); break;
            }
        }
    }
}
