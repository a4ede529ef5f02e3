namespace Frugal.Data;

/// <summary>
/// Data that cannot be used: a damaged or unknown file, labels that do not fit, samples of unequal size. The message says where,
/// what is wrong and what to do.
/// </summary>
public sealed class DataException : Exception
{
    /// <summary>Describes one problem.</summary>
    /// <param name="place">The file or folder, with a record or line where known.</param>
    /// <param name="problem">What is wrong, without a full stop.</param>
    /// <param name="advice">What the user can do, a sentence without its full stop.</param>
    /// <param name="cause">The lower-level error, if there was one.</param>
    public DataException(string place, string problem, string advice, Exception? cause = null)
        : base($"{place}: {problem}. {advice}.", cause)
    {
        Place = place;
        Problem = problem;
        Advice = advice;
    }

    /// <summary>The file or folder, with a record or line where known.</summary>
    public string Place { get; }

    /// <summary>What is wrong.</summary>
    public string Problem { get; }

    /// <summary>What to do about it.</summary>
    public string Advice { get; }
}
