namespace Frugal.Compression;

/// <summary>The name and version that resolved recipes carry.</summary>
public static class ToolVersion
{
    /// <summary>Such as <c>frugal 0.1.0</c>.</summary>
    public static string Text { get; } = $"frugal {typeof(ToolVersion).Assembly.GetName().Version?.ToString(3)}";
}
