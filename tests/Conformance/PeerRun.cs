using Frugal.Runtime.OnnxRuntime;
using Frugal.Tests.Operators;

namespace Frugal.Tests.Conformance;

/// <summary>All operator cases with ONNX Runtime as the judge, in their lowest operator set and in the newest that it has, run once a process.</summary>
internal static class PeerRun
{
    /// <summary>The newest operator set that ONNX Runtime 1.30 holds complete.</summary>
    public const int NewestOpset = 24;

    private static readonly int?[] Opsets = [null, NewestOpset];

    private static readonly Lazy<IReadOnlyDictionary<string, PeerResult>> ByName = new(() => Pairs().AsParallel()
        .WithDegreeOfParallelism(Environment.ProcessorCount).Select(p => PeerRunner.Run(p.Case, p.Opset)).ToDictionary(r => r.Name));

    /// <summary>The names of all cases, in their order.</summary>
    public static IEnumerable<string> Names => Pairs().Select(p => p.Opset is { } opset ? $"{p.Case.Name} @ {opset}" : p.Case.Name);

    /// <summary>What became of each case; none where ONNX Runtime is missing.</summary>
    public static IReadOnlyList<PeerResult> Results => OnnxRuntimeLibrary.TryFind(out _, out _) ? [.. Names.Select(n => ByName.Value[n])] : [];

    /// <summary>What became of one case.</summary>
    public static PeerResult Of(string name) => ByName.Value[name];

    private static IEnumerable<(OpCase Case, int? Opset)> Pairs() => OpCases.All.SelectMany(c => Opsets.Select(opset => (c, opset)));
}
