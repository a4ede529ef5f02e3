namespace Frugal.Training;

/// <summary>Training cannot go on, or a checkpoint does not fit. The message says what and what to do.</summary>
public sealed class TrainingException : Exception
{
    /// <summary>An error with a message for the user.</summary>
    public TrainingException(string message) : base(message) { }

    /// <summary>An error with a message for the user and its cause.</summary>
    public TrainingException(string message, Exception inner) : base(message, inner) { }
}
