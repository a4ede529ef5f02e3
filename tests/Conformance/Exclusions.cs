namespace Frugal.Tests.Conformance;

/// <summary>The cases of the suites that Frugal does not run, each with its reason. Keep it short.</summary>
internal static class Exclusions
{
    private const string Training = "training-only operator of domain ai.onnx.preview.training; Frugal's trainer does this work outside the graph";
    private const string Text = "operates on text, which is no part of a numeric network";

    private const string FractionalLength = "expected values divide by a fractional output length, where the standard's text, PyTorch and ONNX Runtime use the output's length";
    private const string OldPositions = "expected positions refer to the shape implied by the window; the standard, corrected since, and ONNX Runtime refer them to output_shape";

    private const string Truncated = "expected values are cut off to bfloat16 where the standard, since, and ONNX Runtime round to nearest";
    private const string WrongShape = "the file of the input 'like' has another shape than the model declares";

    // A name, or the beginning of names with a star.
    private static readonly (string Pattern, string Reason)[] Patterns =
    [
        ("node/test_adagrad*", Training),
        ("node/test_adam*", Training),
        ("node/test_momentum*", Training),
        ("node/test_nesterov_momentum", Training),
        ("simple/test_gradient_of_*", Training),
        ("node/test_resize_downsample_scales_cubic_align_corners", FractionalLength),
        ("node/test_resize_downsample_scales_linear_align_corners", FractionalLength),
        ("node/test_maxunpool_export_with_output_shape", OldPositions),
        ("node/test_cast_FLOAT_to_BFLOAT16", Truncated),
        ("node/test_castlike_FLOAT_to_BFLOAT16*", Truncated),
        ("node/test_castlike_BFLOAT16_to_FLOAT*", WrongShape),
        ("node/test_strnormalizer_*", Text),
        ("simple/test_strnorm_*", Text),
    ];

    // Random output: the suite's values are those of one generator; element types and shapes are compared.
    private static readonly string[] RandomOutputs =
        ["node/test_bernoulli*", "node/test_training_dropout", "node/test_training_dropout_default*", "node/test_training_dropout_mask"];

    /// <summary>Whether only element types and shapes of a case are compared, because its output is random.</summary>
    public static bool HasRandomOutput(SuiteCase suiteCase) => Array.Exists(RandomOutputs, p => Matches(p, suiteCase.ToString()));

    /// <summary>Why a case is not run, or null.</summary>
    public static string? ReasonFor(SuiteCase suiteCase)
    {
        foreach (var (pattern, reason) in Patterns)
            if (Matches(pattern, suiteCase.ToString())) return reason;
        return null;
    }

    /// <summary>Patterns that no case matches: left over, to be deleted.</summary>
    public static IEnumerable<string> Unused(IReadOnlyList<SuiteCase> cases) =>
        Patterns.Select(p => p.Pattern).Concat(RandomOutputs).Where(p => !cases.Any(c => Matches(p, c.ToString())));

    private static bool Matches(string pattern, string name) =>
        pattern.EndsWith('*') ? name.StartsWith(pattern[..^1], StringComparison.Ordinal) : name == pattern;
}
