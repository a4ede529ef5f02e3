namespace Frugal.Cli.Errors;

/// <summary>The machine lacks a part that was asked for; exit code 5.</summary>
internal sealed class MissingPartException(string message) : Exception(message);
