namespace Frugal.Graphs;

/// <summary>A network, or a file that should hold one, contradicts itself or the format. The message says what, where and what to do.</summary>
public sealed class InvalidModelException : Exception
{
    /// <summary>An error with a message for the user.</summary>
    public InvalidModelException(string message) : base(message) { }

    /// <summary>An error with a message for the user and its cause.</summary>
    public InvalidModelException(string message, Exception inner) : base(message, inner) { }
}
