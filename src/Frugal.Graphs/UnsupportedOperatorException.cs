namespace Frugal.Graphs;

/// <summary>A valid network uses something that Frugal cannot do. The message names the operator, the node, and what to do.</summary>
public sealed class UnsupportedOperatorException : Exception
{
    /// <summary>An error with a message for the user.</summary>
    public UnsupportedOperatorException(string message) : base(message) { }
}
