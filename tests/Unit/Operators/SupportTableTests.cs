using Frugal.Tests.Solution;
using Xunit;

namespace Frugal.Tests.Operators;

public sealed class SupportTableTests
{
    [Fact]
    public void The_page_of_operators_says_what_the_tables_say()
    {
        string path = Path.Combine(SolutionFiles.Root(), "docs", "operators.md"), page = SupportTable.Page().TrimEnd('\n') + "\n";
        if (Environment.GetEnvironmentVariable("FRUGAL_WRITE_DOCS") == "1") File.WriteAllText(path, page);
        Assert.True(File.ReadAllText(path) == page, "docs/operators.md is older than the tables of operators and kernels; run this test with FRUGAL_WRITE_DOCS=1.");
        Assert.Contains("| Conv | 1 | yes | yes | yes |", page);
        Assert.Contains("| NegativeLogLikelihoodLoss | 12 | yes | – | – |", page);
    }
}
