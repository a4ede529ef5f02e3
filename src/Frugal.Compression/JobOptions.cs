using Frugal.Kernels;

namespace Frugal.Compression;

/// <summary>How a compression job runs, beside what its recipe says.</summary>
public sealed record JobOptions
{
    /// <summary>The name of the model in reports. Default <c>network</c>.</summary>
    public string ModelName { get; init; } = "network";

    /// <summary>The size of the original file in bytes; null: only parameters are compared.</summary>
    public long? ModelFileBytes { get; init; }

    /// <summary>After this time the best network so far is the result.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>Whether to go on although the original answers no better than chance.</summary>
    public bool Force { get; init; }

    /// <summary>Whether latency is measured at the end. Default: yes.</summary>
    public bool MeasureLatency { get; init; } = true;

    /// <summary>The command line, for the report.</summary>
    public string? Command { get; init; }

    /// <summary>A folder that keeps what an interrupted run needs to go on; it is removed when the run is finished. Null: none is kept.</summary>
    public string? WorkFolder { get; init; }

    /// <summary>Whether to go on with the run that <see cref="WorkFolder"/> belongs to, if there is one; else it begins anew.</summary>
    public bool Resume { get; init; }

    /// <summary>The threads to work with. Default: the shared pool.</summary>
    public WorkerPool? Pool { get; init; }
}
