using Frugal.Graphs;
using Frugal.Graphs.Onnx;
using Frugal.Runtime;
using Frugal.Tensors;

namespace Frugal.Tests.Conformance;

/// <summary>Runs a case through the reference and through a session.</summary>
internal static class CaseRunner
{
    public static CaseResult Run(SuiteCase suiteCase)
    {
        string operatorName = "?";
        CaseResult Ended(CaseOutcome outcome, string reason) => new(suiteCase, outcome, operatorName, reason);
        if (Exclusions.ReasonFor(suiteCase) is { } excluded) return Ended(CaseOutcome.Excluded, excluded);
        try
        {
            Network network = OnnxFile.Read(suiteCase.Model);
            operatorName = OperatorOf(network);
            UnsupportedOperators.ThrowIfAny(network);
            string? difference = suiteCase.DataSets.Select(folder => Difference(suiteCase, network, folder)).FirstOrDefault(d => d is not null);
            return difference is null ? Ended(CaseOutcome.Passed, "") : Ended(CaseOutcome.Failed, difference);
        }
        catch (UnsupportedOperatorException e)
        {
            return Ended(CaseOutcome.NotSupported, e.Message);
        }
        catch (Exception e)
        {
            return Ended(CaseOutcome.Failed, $"{e.GetType().Name}: {e.Message}");
        }
    }

    private static string? Difference(SuiteCase suiteCase, Network network, string folder)
    {
        bool typesOnly = Exclusions.HasRandomOutput(suiteCase);
        DenseTensor[] inputs = CaseData.Inputs(network.Graph, folder), expected = CaseData.Outputs(network.Graph, folder);
        return Difference("reference", network, typesOnly, expected, ReferenceEvaluator.Run(network.Graph, inputs))
            ?? Difference("session", network, typesOnly, expected, Session.Create(network).Run(inputs));
    }

    private static string? Difference(string who, Network network, bool typesOnly, DenseTensor[] expected, DenseTensor[] actual)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            string? difference = typesOnly ? TensorComparison.KindDifference(expected[i], actual[i]) : TensorComparison.Difference(expected[i], actual[i], absolute: AbsoluteTolerance(network, expected[i]));
            if (difference is not null) return $"{who}, output '{network.Graph.Outputs[i].Name}': {difference}";
        }
        return null;
    }

    // A Fourier transform sums large terms that cancel: where 0 is expected, float32 leaves the rounding errors of the terms.
    private static double AbsoluteTolerance(Network network, DenseTensor expected) =>
        1e-7 * (network.Graph.Nodes.Any(n => n.Operator.Id.Name is "DFT" or "STFT") ? Math.Max(1, expected.ToDoubles().Max(Math.Abs)) : 1);

    private static string OperatorOf(Network network)
    {
        Node? first = UnsupportedOperators.In(network).FirstOrDefault() ?? network.Graph.Nodes.FirstOrDefault();
        return first?.Operator.Id.ToString() ?? "none";
    }
}
