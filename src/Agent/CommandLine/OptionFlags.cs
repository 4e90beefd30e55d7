using System.CommandLine;
using System.Reflection;

namespace DqnGpu.Agent;

/// <summary>
/// The properties of <see cref="TrainingOptions"/> as flags of the command line: one table, made from their <see cref="FlagAttribute"/>s.
/// </summary>
public sealed class OptionFlags
{
    private readonly List<(PropertyInfo Property, TextOption Option)> flags = [];

    /// <summary>Adds the flags to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="only">Names of the properties whose flags it takes; null: all.</param>
    public OptionFlags(Command command, IReadOnlyCollection<string>? only = null)
    {
        foreach (var property in typeof(TrainingOptions).GetProperties())
        {
            if (property.GetCustomAttribute<FlagAttribute>() is not { } attribute || only?.Contains(property.Name) == false)
                continue;
            string[] aliases = attribute.Alias is { } alias ? ["--" + alias] : [];
            var option = new TextOption(NameOf(property), HelpName(property), Describe(property, attribute), aliases)
            {
                Group = attribute.Group,
                Arity = IsSwitch(property) ? ArgumentArity.ZeroOrOne : ArgumentArity.ExactlyOne,
            };
            command.Options.Add(option);
            flags.Add((property, option));
        }
    }

    /// <summary>The flag of a property: <c>ReplayCapacity</c> is <c>--replay-capacity</c>.</summary>
    public static string NameOf(PropertyInfo property) => "--" + OptionText.Dashed(property.Name);

    /// <summary>The options with what the user gave on the command line.</summary>
    /// <exception cref="OptionException">A value is not of its kind or outside its range.</exception>
    public TrainingOptions Apply(ParseResult parsed, TrainingOptions options)
    {
        var changed = options with { };
        foreach (var (property, option) in flags.Where(flag => IsGiven(flag.Option)))
            property.SetValue(changed, OptionText.Parse(property, option.Name, parsed.GetValue(option) ?? "true"));
        return flags.Any(flag => flag.Property.Name == nameof(TrainingOptions.LearningRateEnd) && !IsGiven(flag.Option))
            ? changed with { LearningRateEnd = options.LearningRateEndFor(changed.LearningRate) }
            : changed;

        bool IsGiven(TextOption option) => parsed.GetResult(option) is { Implicit: false };
    }

    private static string Describe(PropertyInfo property, FlagAttribute attribute)
    {
        var initial = OptionText.Show(property.GetValue(TrainingPresets.Fast));
        var names = OptionText.Names(property);
        return attribute.Help + (names.Length > 0 ? $": {string.Join(", ", names)}" : "") + (initial.Length > 0 ? $" [{initial}]" : "");
    }

    private static string HelpName(PropertyInfo property) =>
        IsSwitch(property) ? "true|false"
        : OptionText.Names(property).Length > 0 ? "name"
        : property.PropertyType == typeof(string) ? "text"
        : "number";

    private static bool IsSwitch(PropertyInfo property) => OptionText.TypeOf(property) == typeof(bool);
}
