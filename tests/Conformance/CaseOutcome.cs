namespace Frugal.Tests.Conformance;

/// <summary>How a case ended.</summary>
internal enum CaseOutcome
{
    /// <summary>Reference and session both gave what is right.</summary>
    Passed,

    /// <summary>One of them did not.</summary>
    Failed,

    /// <summary>An operator or a kind of value that Frugal does not have.</summary>
    NotSupported,

    /// <summary>The case stands in <see cref="Exclusions"/>.</summary>
    Excluded,
}
