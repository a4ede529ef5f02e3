namespace Frugal.Runtime.OnnxRuntime;

/// <summary>How ONNX Runtime runs a network.</summary>
public sealed record OnnxRuntimeOptions
{
    /// <summary>What is used when nothing else is said.</summary>
    public static OnnxRuntimeOptions Default { get; } = new();

    /// <summary>Threads that work on one operator; 0 for ONNX Runtime's own choice, one a physical core.</summary>
    public int Threads { get; init; }

    /// <summary>How far the graph is rewritten.</summary>
    public OnnxRuntimeOptimization Optimization { get; init; } = OnnxRuntimeOptimization.All;

    /// <summary>Whether idle threads spin for a while (<c>session.intra_op.allow_spinning</c>); null for ONNX Runtime's own choice, which is yes.</summary>
    public bool? AllowSpinning { get; init; }

    /// <summary>
    /// Whether spinning ends as soon as a run returns (<c>session.force_spinning_stop</c>), so that the pool does not take time from
    /// another engine that is measured next.
    /// </summary>
    public bool ForceSpinningStop { get; init; }

    /// <summary>The beginning of the path of a file for the times of all nodes, which <see cref="OnnxRuntimeSession.EndProfiling"/> closes; null: none is written.</summary>
    public string? ProfilePrefix { get; init; }

    /// <summary>Further configuration entries of the session, by ONNX Runtime's key.</summary>
    public IReadOnlyDictionary<string, string> ConfigurationEntries { get; init; } = new Dictionary<string, string>();

    /// <summary>All configuration entries.</summary>
    internal IEnumerable<KeyValuePair<string, string>> AllEntries()
    {
        if (AllowSpinning is { } spin) yield return new("session.intra_op.allow_spinning", spin ? "1" : "0");
        if (ForceSpinningStop) yield return new("session.force_spinning_stop", "1");
        foreach (var entry in ConfigurationEntries) yield return entry;
    }
}
