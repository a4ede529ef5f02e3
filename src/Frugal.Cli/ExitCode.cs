namespace Frugal.Cli;

/// <summary>What the process ends with.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>Done, but the target was not met, or two networks that were compared do not answer the same.</summary>
    public const int TargetNotMet = 1;

    /// <summary>Wrong usage.</summary>
    public const int Usage = 2;

    /// <summary>Bad input: a model, data, a recipe or a checkpoint.</summary>
    public const int BadInput = 3;

    /// <summary>The network needs something that Frugal does not have.</summary>
    public const int Unsupported = 4;

    /// <summary>The machine lacks something: a library, room, permission.</summary>
    public const int Environment = 5;

    /// <summary>Interrupted by the user.</summary>
    public const int Interrupted = 130;
}
