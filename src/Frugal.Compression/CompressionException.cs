namespace Frugal.Compression;

/// <summary>A compression cannot be done as asked. The message says what, where and what to do.</summary>
public sealed class CompressionException(string message) : Exception(message);
