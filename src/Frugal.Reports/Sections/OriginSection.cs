using Frugal.Compression;
using Frugal.Data;

namespace Frugal.Reports;

/// <summary>How the result was made, so that anyone can make it again.</summary>
internal static class OriginSection
{
    public static void Write(Html html, Findings findings)
    {
        CompressionResult result = findings.Result;
        Section.Open(html, "origin", "How this was made");
        if (result.Command is { Length: > 0 } command) html.Element("h3", "Command").Open("pre").Element("code", command).Close();
        html.Open("dl", ("class", "facts"));
        Fact(html, "Tool", result.Recipe.Tool ?? ToolVersion.Text);
        if (result.Recipe.InstructionSet is { } set) Fact(html, "Instruction set", set);
        Fact(html, "Time", NumberText.Duration(result.Elapsed.TotalSeconds));
        Fact(html, "Seed", result.Recipe.Seed.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Fact(html, "Allowance", findings.Allowance);
        Fact(html, "Validation data", result.Validation is null ? "none" : result.ValidationSource ?? NumberText.Count(result.Validation.Count, "sample"));
        Fact(html, "Test data", Readings(result));
        WriteInput(html, result.Input);
        if (result.Recipe.ModelSha256 is { } model) Fact(html, "SHA-256 of the model", model);
        if (result.Recipe.DataSha256 is { } data) Fact(html, "SHA-256 of the data", data);
        html.Close();
        html.Open("details").Element("summary", "Resolved recipe");
        html.Element("p", "Every decision of this run stands in it. Running it again on the same model and data gives the same file.");
        html.Open("pre").Element("code", RecipeJson.Write(result.Recipe)).Close().Close().Close();
    }

    private static string Readings(CompressionResult result)
    {
        string times = result.TestReadings switch { 0 => "never read", 1 => "read once", 2 => "read twice", int n => $"read {n} times" };
        return result.Tests.Count switch
        {
            0 => $"none; {times}",
            _ => $"{times}, for this report only: nothing was chosen by {(result.Tests.Count == 1 ? "it" : $"the {result.Tests.Count} sets")}",
        };
    }

    private static void WriteInput(Html html, InputSpecification input)
    {
        string formula = input.Mean.Count == 0 && input.Std.Count == 0 ? "value × scale" : "(value × scale − mean) ÷ std";
        Fact(html, "Input", $"{formula}: {input.ToFlags()}" + (input.StandardizeEachImage ? "; then each image brought to mean 0 and deviation 1" : ""));
        if (input.InputName is { } name) Fact(html, "Fed input", name);
        if (input.OutputName is { } output) Fact(html, "Judged output", output);
        if (input.Output != OutputMeaning.Logits) Fact(html, "The output holds", input.Output.ToString().ToLowerInvariant());
        if (input.LabelMapping is { Count: > 0 } mapping) Fact(html, "Class of each label", string.Join(", ", mapping));
    }

    private static void Fact(Html html, string name, string value) => html.Open("div").Element("dt", name).Element("dd", value).Close();
}
