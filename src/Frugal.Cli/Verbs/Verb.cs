using System.CommandLine;

namespace Frugal.Cli.Verbs;

/// <summary>One verb of the tool.</summary>
internal abstract class Verb
{
    /// <summary>What the user types.</summary>
    public abstract string Name { get; }

    /// <summary>What it does, for the help.</summary>
    public abstract string Description { get; }

    /// <summary>Command lines that work, for the help.</summary>
    public abstract IReadOnlyList<string> Examples { get; }

    /// <summary>What stands behind the verb.</summary>
    public virtual IEnumerable<Argument> Arguments => [];

    /// <summary>Its flags; those of every verb are added.</summary>
    public abstract IEnumerable<Option> Options { get; }

    /// <summary>Does it; the exit code.</summary>
    public abstract int Run(VerbContext context);
}
