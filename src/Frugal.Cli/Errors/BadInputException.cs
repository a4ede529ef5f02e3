namespace Frugal.Cli.Errors;

/// <summary>An input cannot be used; exit code 3.</summary>
internal sealed class BadInputException : Exception
{
    public BadInputException(string message) : base(message) { }

    public BadInputException(string message, Exception inner) : base(message, inner) { }
}
