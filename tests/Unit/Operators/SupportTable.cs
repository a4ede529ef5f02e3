using System.Text;
using Frugal.Graphs;
using Frugal.Runtime;

namespace Frugal.Tests.Operators;

/// <summary>The support table of operators, docs/operators.md, made of the tables of operators and kernels.</summary>
internal static class SupportTable
{
    /// <summary>The whole page.</summary>
    public static string Page()
    {
        var page = new StringBuilder();
        page.Append("""
            # Operators

            Made from the tables of operators and kernels; a test keeps it true. To make it anew, run the unit tests of the class `SupportTableTests` with
            `FRUGAL_WRITE_DOCS=1`.

            - **since**: the first ONNX operator set that has the operator in any form. Older forms are brought to the newest when a file is read.
            - **gradient**: it can be trained through, with respect to at least one input, or its gradient is zero; checked against central differences where there is one.
            - **kernel**: it has a tuned kernel, at least for float32; all others run their reference code.
            - **structure**: channels can be removed around it.


            """.ReplaceLineEndings("\n"));
        Section(page, "ONNX", "", "These and no others of the standard can be run.");
        foreach (string domain in OperatorTable.Operators.Select(o => o.Id.Domain).Where(d => d.Length > 0 && d != OperatorId.FrugalDomain).Distinct().Order(StringComparer.Ordinal))
            Section(page, domain, domain, "Operators that ONNX Runtime's optimizer writes.");
        Section(page, OperatorId.FrugalDomain, OperatorId.FrugalDomain, "Frugal's own: weight expressions, training forms, losses and fused gradients. Only weight expressions stand in saved networks.");
        return page.ToString();
    }

    private static void Section(StringBuilder page, string title, string domain, string introduction)
    {
        Operator[] operators = [.. OperatorTable.Operators.Where(o => o.Id.Domain == domain).OrderBy(o => o.Id.Name, StringComparer.Ordinal)];
        HashSet<OperatorId> tuned = [.. KernelTable.Operators];
        page.Append($"## {title}\n\n{introduction} {operators.Length} operators, {operators.Count(o => tuned.Contains(o.Id))} with a tuned kernel.\n\n");
        page.Append("| operator | since | gradient | kernel | structure |\n|---|---|---|---|---|\n");
        foreach (Operator op in operators)
            page.Append($"| {op.Id.Name} | {(domain.Length == 0 ? op.SinceVersion : "")} | {Mark(Overrides(op, nameof(Operator.Differentiate)))} | {Mark(tuned.Contains(op.Id))} | {Mark(Overrides(op, nameof(Operator.Tie)))} |\n");
        page.Append('\n');
    }

    private static bool Overrides(Operator op, string method) => op.GetType().GetMethod(method)!.DeclaringType != typeof(Operator);

    private static string Mark(bool yes) => yes ? "yes" : "–";
}
