using Frugal.Cli.Json;
using Frugal.Graphs;
using Frugal.Runtime;
using Frugal.Runtime.OnnxRuntime;
using Frugal.Tensors;

namespace Frugal.Cli.Models;

/// <summary>Compares a simplified network with its original, output by output, in both runtimes as far as they can run it.</summary>
internal static class OptimizeCheck
{
    /// <summary>By how much of an output's largest value it may move: what rounding in another order makes of deep networks in float32.</summary>
    public const double RelativeBound = 1e-4;

    private const double AbsoluteBound = 1e-6;

    /// <summary>Whether Frugal's own runtime can run the network.</summary>
    public static bool RunsInFrugal(Network network) => UnsupportedOperators.In(network).Count == 0;

    /// <summary>In Frugal: the original as it stands against the simplified one.</summary>
    public static IEnumerable<OptimizeCheckJson> InFrugal(Network original, Network simplified, NamedInputs inputs)
    {
        DenseTensor[] before = Session.Create(original, new SessionOptions { Simplify = false }).Run(inputs.Tensors);
        DenseTensor[] after = Session.Create(simplified).Run(inputs.Tensors);
        return Compare("frugal", original, inputs, before, after);
    }

    /// <summary>In ONNX Runtime: the original file's answers against those of the new file's bytes.</summary>
    public static IEnumerable<OptimizeCheckJson> InOnnxRuntime(Network original, OnnxRuntimeSession before, OnnxRuntimeSession after, NamedInputs inputs) =>
        Compare("onnxruntime", original, inputs, before.Run(inputs.Tensors), after.Run(inputs.Tensors));

    private static IEnumerable<OptimizeCheckJson> Compare(string runtime, Network original, NamedInputs inputs, DenseTensor[] before, DenseTensor[] after)
    {
        for (int i = 0; i < before.Length; i++)
        {
            (double difference, double scale) = Difference(before[i], after[i]);
            bool exact = !before[i].Type.IsFloatingPoint();
            bool same = difference <= (exact ? 0 : RelativeBound * scale + AbsoluteBound);
            yield return new OptimizeCheckJson(runtime, inputs.Source, original.Graph.Outputs[i].Name, JsonOutput.Number(difference), scale, same);
        }
    }

    // Infinite where shapes or types differ, or where only one of two elements is finite.
    private static (double Difference, double Scale) Difference(DenseTensor before, DenseTensor after)
    {
        if (before.Shape != after.Shape || before.Type != after.Type || before.Type == ElementType.String) return (double.PositiveInfinity, 0);
        double[] a = before.ToDoubles(), b = after.ToDoubles();
        double largest = 0, scale = 0;
        for (int i = 0; i < a.Length; i++)
        {
            if (a[i].Equals(b[i])) { }
            else if (!double.IsFinite(a[i]) || !double.IsFinite(b[i])) return (double.PositiveInfinity, scale);
            else largest = Math.Max(largest, Math.Abs(a[i] - b[i]));
            if (double.IsFinite(a[i])) scale = Math.Max(scale, Math.Abs(a[i]));
        }
        return (largest, scale);
    }
}
