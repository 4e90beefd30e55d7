using System.CommandLine;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using DqnGpu.Kernels;
using DqnGpu.Nn;

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
            var option = new TextOption(NameOf(property), HelpName(type, attribute), Describe(property, attribute, type), aliases)
            {
                Group = attribute.Group,
                Arity = type == typeof(bool) ? ArgumentArity.ZeroOrOne : ArgumentArity.ExactlyOne,
            };
            command.Options.Add(option);
            flags.Add(new(property, attribute, type, option));
        }
    }

    /// <summary>The flag of a property: <c>ReplayCapacity</c> is <c>--replay-capacity</c>.</summary>
    public static string NameOf(PropertyInfo property) => "--" + Dashed(property.Name);

    /// <summary>The options with what the user gave on the command line.</summary>
    /// <exception cref="OptionException">A value is not of its kind or outside its range.</exception>
    public TrainingOptions Apply(ParseResult parsed, TrainingOptions options)
    {
        var changed = options with { };
        foreach (var flag in flags.Where(IsGiven))
            flag.Property.SetValue(changed, Parse(flag, parsed.GetValue(flag.Option)));
        return flags.Any(flag => flag.Property.Name == nameof(TrainingOptions.LearningRateEnd) && !IsGiven(flag))
            ? changed with { LearningRateEnd = options.LearningRateEndFor(changed.LearningRate) }
            : changed;

        bool IsGiven(Flag flag) => parsed.GetResult(flag.Option) is { Implicit: false };
    }

    /// <summary>The value of a property as a user would type it; empty for "not set".</summary>
    public static string Show(object? value) => value switch
    {
        null => "",
        bool flag => flag ? "true" : "false",
        Enum name => NameOf(name),
        IFormattable number => NumberText.Show(number),
        _ => value.ToString() ?? "",
    };

    /// <summary>The name of a value as the field writes it: words with dashes between them.</summary>
    private static string NameOf(Enum value) => value switch
    {
        LossKind.MeanSquaredError => "mse",
        OptimizerKind.RmsProp => "rmsprop",
        _ => Dashed(value.ToString()),
    };

    private static string Dashed(string name) => WordStart().Replace(name, "-").ToLowerInvariant();

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
        attribute.Names ?? Enum.GetValues(type).Cast<Enum>().Select(NameOf);

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
            var index = Array.FindIndex(names, candidate => Plain(candidate) == Plain(text));
            if (index >= 0)
                return type.IsEnum ? Enum.GetValues(type).GetValue(index)! : names[index];
            // The names in files of options are understood as well.
            return type.IsEnum && Enum.GetNames(type).FirstOrDefault(candidate => Plain(candidate) == Plain(text)) is { } written
                ? Enum.Parse(type, written)
                : throw new OptionException($"{name} takes one of {string.Join(", ", names)}, not '{text}'.{Spelling.DidYouMean(text, names)}");
        }
        if (type == typeof(string))
            return text.Length > 0 ? text : throw new OptionException($"{name} must not be empty.");
        if (type == typeof(int) || type == typeof(long))
            return Convert.ChangeType(
                NumberText.Whole(name, text, (long)attribute.Min, type == typeof(int) ? (int)attribute.Max : (long)attribute.Max), type, CultureInfo.InvariantCulture);
        var number = NumberText.Real(name, text, attribute.Min, attribute.Max);
        return Convert.ChangeType(number, type, CultureInfo.InvariantCulture);
    }

    private static string Plain(string name) => name.Replace("-", "").ToLowerInvariant();

    [GeneratedRegex("(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")]
    private static partial Regex WordStart();

    private sealed record Flag(PropertyInfo Property, FlagAttribute Attribute, Type Type, TextOption Option);
}
