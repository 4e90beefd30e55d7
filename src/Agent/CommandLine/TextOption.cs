using System.CommandLine;

namespace DqnGpu.Agent;

/// <summary>An option whose value is read as text, so that mistakes get a message of this program's.</summary>
public sealed class TextOption : Option<string?>
{
    /// <summary>Describes the option.</summary>
    /// <param name="name">Its name, with dashes.</param>
    /// <param name="value">What stands for the value in <c>--help</c>.</param>
    /// <param name="help">One line for <c>--help</c>.</param>
    /// <param name="aliases">Other names, with dashes.</param>
    public TextOption(string name, string value, string help, params string[] aliases)
        : base(name, aliases)
    {
        Description = help;
        HelpName = value;
    }

    /// <summary>Heading under which <c>--help</c> shows it.</summary>
    public string? Group { get; init; }

    /// <summary>The whole number that the user gave; null when none was given.</summary>
    /// <exception cref="OptionException">It is no whole number from <paramref name="min"/> to <paramref name="max"/>.</exception>
    public long? Whole(ParseResult parsed, long min, long max) => parsed.GetValue(this) is { } text ? NumberText.Whole(Name, text, min, max) : null;

    /// <summary>The number that the user gave; null when none was given.</summary>
    /// <exception cref="OptionException">It is no number from <paramref name="min"/> to <paramref name="max"/>.</exception>
    public double? Real(ParseResult parsed, double min, double max) => parsed.GetValue(this) is { } text ? NumberText.Real(Name, text, min, max) : null;
}
