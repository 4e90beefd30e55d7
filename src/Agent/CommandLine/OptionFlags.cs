using System.CommandLine;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

namespace DqnGpu.Agent;

/// <summary>The properties of <see cref="TrainingOptions"/> as flags of the command line: one table, made from their <see cref="FlagAttribute"/>s.</summary>
public sealed partial class OptionFlags
{
    private readonly List<Flag> flags = [];

    /// <summary>Adds the flags to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="only">Names of the properties whose flags it takes; null: all.</param>
    public OptionFlags(Command command, IReadOnlyCollection<string>? only = null)
    {
        foreach (var property in typeof(TrainingOptions).GetProperties())
        {
            if (property.GetCustomAttribute<FlagAttribute>() is not { } attribute || only?.Contains(property.Name) == false)
                continue;
            var aliases = attribute.Alias is { } alias ? new[] { "--" + alias } : [];
            var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            var option = new Option<string?>(NameOf(property), aliases)
            {
                Description = Describe(property, attribute, type),
                Arity = type == typeof(bool) ? ArgumentArity.ZeroOrOne : ArgumentArity.ExactlyOne,
                HelpName = HelpName(type, attribute),
            };
            command.Options.Add(option);
            flags.Add(new(property, attribute, type, option));
        }
    }

    /// <summary>The flag of a property: <c>ReplayCapacity</c> is <c>--replay-capacity</c>.</summary>
    public static string NameOf(PropertyInfo property) => "--" + WordStart().Replace(property.Name, "-").ToLowerInvariant();

    /// <summary>The options with what the user gave on the command line.</summary>
    /// <exception cref="OptionException">A value is not of its kind or outside its range.</exception>
    public TrainingOptions Apply(ParseResult parsed, TrainingOptions options)
    {
        var changed = options with { };
        foreach (var flag in flags)
        {
            if (parsed.GetResult(flag.Option) is not { Implicit: false })
                continue;
            flag.Property.SetValue(changed, Parse(flag, parsed.GetValue(flag.Option)));
        }
        return changed;
    }

    /// <summary>The value of a property as a user would type it; empty for "not set".</summary>
    public static string Show(object? value) => value switch
    {
        null => "",
        bool flag => flag ? "true" : "false",
        Enum name => name.ToString().ToLowerInvariant(),
        double number => number.ToString("0.###############", CultureInfo.InvariantCulture),
        float number => number.ToString("0.#######", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static string Describe(PropertyInfo property, FlagAttribute attribute, Type type)
    {
        var initial = Show(property.GetValue(TrainingPresets.Fast));
        var names = type.IsEnum || attribute.Names is not null ? $": {string.Join(", ", NamesOf(type, attribute))}" : "";
        return attribute.Help + names + (initial.Length > 0 ? $" [{initial}]" : "");
    }

    private static string HelpName(Type type, FlagAttribute attribute) =>
        type == typeof(bool) ? "true|false"
        : type.IsEnum || attribute.Names is not null ? "name"
        : type == typeof(string) ? "text"
        : "number";

    private static IEnumerable<string> NamesOf(Type type, FlagAttribute attribute) =>
        attribute.Names ?? Enum.GetNames(type).Select(name => name.ToLowerInvariant());

    private static object Parse(Flag flag, string? text)
    {
        var (name, type, attribute) = (flag.Option.Name, flag.Type, flag.Attribute);
        if (type == typeof(bool))
            return text?.ToLowerInvariant() switch
            {
                null or "true" or "yes" or "on" or "1" => true,
                "false" or "no" or "off" or "0" => false,
                _ => throw new OptionException($"{name} takes true or false, not '{text}'."),
            };
        text ??= "";
        if (type.IsEnum || attribute.Names is not null)
        {
            var names = NamesOf(type, attribute).ToArray();
            var found = names.FirstOrDefault(candidate => candidate.Equals(text.Replace("-", ""), StringComparison.OrdinalIgnoreCase))
                ?? throw new OptionException($"{name} takes one of {string.Join(", ", names)}, not '{text}'.{Spelling.DidYouMean(text, names)}");
            return type.IsEnum ? Enum.Parse(type, found, ignoreCase: true) : found;
        }
        if (type == typeof(string))
            return text.Length > 0 ? text : throw new OptionException($"{name} must not be empty.");
        return ParseNumber(name, type, attribute, text);
    }

    /// <summary>Whole and decimal numbers; <c>150k</c>, <c>6M</c>, <c>1e6</c> and <c>150_000</c> are understood.</summary>
    private static object ParseNumber(string name, Type type, FlagAttribute attribute, string text)
    {
        var plain = text.Replace("_", "");
        var factor = plain.EndsWith('k') ? 1e3 : plain.EndsWith('M') ? 1e6 : 1;
        if (factor > 1)
            plain = plain[..^1];
        var whole = type == typeof(int) || type == typeof(long);
        if (!double.TryParse(plain, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number)
            || whole && number * factor != Math.Floor(number * factor))
            throw new OptionException($"{name} takes a {(whole ? "whole " : "")}number, not '{text}'.");
        number *= factor;
        var max = Math.Min(attribute.Max, type == typeof(int) ? int.MaxValue : type == typeof(long) ? 1e15 : double.MaxValue);
        if (number < attribute.Min || number > max)
            throw new OptionException(
                double.IsInfinity(attribute.Max) || number < attribute.Min && max >= int.MaxValue
                    ? $"{name} takes a number of at least {Show(attribute.Min)}, not {text}."
                    : $"{name} takes a number of {Show(attribute.Min)} to {Show(max)}, not {text}.");
        return Convert.ChangeType(number, type, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex("(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")]
    private static partial Regex WordStart();

    private sealed record Flag(PropertyInfo Property, FlagAttribute Attribute, Type Type, Option<string?> Option);
}
