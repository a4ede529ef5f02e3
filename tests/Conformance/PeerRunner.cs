using Frugal.Graphs;
using Frugal.Graphs.Onnx;
using Frugal.Graphs.Passes;
using Frugal.Runtime;
using Frugal.Runtime.OnnxRuntime;
using Frugal.Tensors;
using Frugal.Tests.Operators;

namespace Frugal.Tests.Conformance;

/// <summary>Writes an operator case as ONNX, runs it in ONNX Runtime, and compares with the reference and a session.</summary>
internal static class PeerRunner
{
    private const int NotImplemented = 9; // OrtErrorCode

    // ONNX Runtime computes in the type of the tensors and adds in another order; the scale is that of the largest element.
    private const double FloatTolerance = 2e-5, HalfTolerance = 4e-3, BFloat16Tolerance = 3e-2;

    public static PeerResult Run(OpCase operatorCase, int? opset)
    {
        string name = opset is { } version ? $"{operatorCase.Name} @ {version}" : operatorCase.Name;
        PeerResult Ended(CaseOutcome outcome, string reason) => new(name, outcome, reason);
        if (PeerDifferences.ReasonFor(operatorCase.Name) is { } excluded) return Ended(CaseOutcome.Excluded, excluded);
        CaseNetwork network = operatorCase.Network();
        if (network.Network.Graph.Nodes.Any(n => n.Operator.DependsOnStep)) return Ended(CaseOutcome.Excluded, "random numbers differ between engines");
        byte[] model;
        try
        {
            StandardForm.Run(network.Network);
            model = OnnxFile.ToBytes(network.Network, new OnnxWriteOptions { Opset = opset });
        }
        catch (UnsupportedOperatorException e)
        {
            return Ended(CaseOutcome.NotSupported, $"not expressible: {e.Message}");
        }
        try
        {
            return Compare(network, model) is { } difference ? Ended(CaseOutcome.Failed, difference) : Ended(CaseOutcome.Passed, "");
        }
        catch (Exception e) when (e is NotSupportedException or OnnxRuntimeException { Code: NotImplemented })
        {
            return Ended(CaseOutcome.NotSupported, $"not by ONNX Runtime: {e.Message}");
        }
        catch (UnsupportedOperatorException e)
        {
            return Ended(CaseOutcome.NotSupported, $"not by a session: {e.Message}");
        }
        catch (Exception e)
        {
            return Ended(CaseOutcome.Failed, $"{e.GetType().Name}: {e.Message}");
        }
    }

    private static string? Compare(CaseNetwork network, byte[] model)
    {
        DenseTensor[] inputs = [.. network.Network.Graph.Inputs.Select(i => network.Tensors[i])];
        using var session = new OnnxRuntimeSession(model, new OnnxRuntimeOptions { Threads = 1, Optimization = OnnxRuntimeOptimization.None });
        DenseTensor[] peer = session.Run(inputs);
        // What was written is read again, so that the older form is judged too.
        Network read = OnnxFile.Read(model);
        return Difference("reference", peer, ReferenceEvaluator.Run(read.Graph, inputs)) ?? Difference("session", peer, Session.Create(read).Run(inputs));
    }

    private static string? Difference(string who, DenseTensor[] expected, DenseTensor[] actual)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            double tolerance = expected[i].Type switch { ElementType.Float16 => HalfTolerance, ElementType.BFloat16 => BFloat16Tolerance, _ => FloatTolerance };
            double scale = expected[i].Type.IsFloatingPoint() ? expected[i].ToDoubles().Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max() : 0;
            if (TensorComparison.Difference(expected[i], actual[i], tolerance, tolerance * Math.Max(scale, 1e-3)) is { } difference) return $"{who}, output {i}: {difference}";
        }
        return null;
    }
}
