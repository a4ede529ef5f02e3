using System.CommandLine;

namespace Frugal.Cli.Options;

/// <summary>A flag with a few possible values.</summary>
internal static class Choice
{
    public static Option<string> Of(string name, string description, string helpName, params string[] values)
    {
        var option = new Option<string>(name) { Description = description, HelpName = helpName };
        option.AcceptOnlyFromAmong(values);
        return option;
    }
}
