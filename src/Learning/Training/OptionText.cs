using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using DqnGpu.Kernels;
using DqnGpu.Nn;

namespace DqnGpu.Agent;

/// <summary>The value of one of the <see cref="TrainingOptions"/> as text: on the command line, in its help, and in files.</summary>
public static partial class OptionText
{
    /// <summary>Reads a value.</summary>
    /// <param name="property">The option; it has a <see cref="FlagAttribute"/>.</param>
    /// <param name="name">What the user calls it, for the message.</param>
    /// <param name="text">What the user typed.</param>
    /// <exception cref="OptionException">It is of another kind or outside its range; the message says what is expected.</exception>
    public static object Parse(PropertyInfo property, string name, string text)
    {
        var flag = FlagOf(property);
        if (Names(property) is { Length: > 0 } names)
            return ParseName(TypeOf(property), name, text, names);
        return Type.GetTypeCode(TypeOf(property)) switch
        {
            TypeCode.Boolean => ParseBoolean(name, text),
            TypeCode.Int32 => (int)NumberText.Whole(name, text, (long)flag.Min, (int)flag.Max),
            TypeCode.Int64 => NumberText.Whole(name, text, (long)flag.Min, (long)flag.Max),
            TypeCode.Single => (float)NumberText.Real(name, text, flag.Min, flag.Max),
            TypeCode.Double => NumberText.Real(name, text, flag.Min, flag.Max),
            _ => text.Length > 0 ? text : throw new OptionException($"{name} must not be empty."),
        };
    }

    /// <summary>A value as <see cref="Parse"/> reads it; empty for "not set".</summary>
    public static string Show(object? value) => value switch
    {
        null => "",
        bool flag => flag ? "true" : "false",
        Enum name => NameOf(name),
        IFormattable number => NumberText.Show(number),
        _ => value.ToString() ?? "",
    };

    /// <summary>The values of an option that has a fixed set of them, as the field writes them; none for another.</summary>
    public static string[] Names(PropertyInfo property) =>
        FlagOf(property).Names ?? (TypeOf(property).IsEnum ? [.. Enum.GetValues(TypeOf(property)).Cast<Enum>().Select(NameOf)] : []);

    /// <summary>The type of an option's values, whether it may also be unset or not.</summary>
    public static Type TypeOf(PropertyInfo property) => Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;

    /// <summary>A name of the code with a dash before each of its words: <c>ReplayCapacity</c> is <c>replay-capacity</c>.</summary>
    public static string Dashed(string name) => WordStart().Replace(name, "-").ToLowerInvariant();

    private static FlagAttribute FlagOf(PropertyInfo property) => property.GetCustomAttribute<FlagAttribute>()!;

    private static string NameOf(Enum value) => value switch
    {
        LossKind.MeanSquaredError => "mse",
        OptimizerKind.RmsProp => "rmsprop",
        _ => Dashed(value.ToString()),
    };

    private static bool ParseBoolean(string name, string text) => text.ToLowerInvariant() switch
    {
        "true" or "yes" or "on" or "1" => true,
        "false" or "no" or "off" or "0" => false,
        _ => throw new OptionException($"{name} takes true or false, not '{text}'."),
    };

    private static object ParseName(Type type, string name, string text, string[] names)
    {
        var index = Array.FindIndex(names, candidate => Plain(candidate) == Plain(text));
        if (index >= 0)
            return type.IsEnum ? Enum.GetValues(type).GetValue(index)! : names[index];
        // Files have the names of the code.
        return type.IsEnum && Enum.GetNames(type).FirstOrDefault(candidate => Plain(candidate) == Plain(text)) is { } written
            ? Enum.Parse(type, written)
            : throw new OptionException($"{name} takes one of {string.Join(", ", names)}, not '{text}'.{Spelling.DidYouMean(text, names)}");
    }

    private static string Plain(string name) => name.Replace("-", "").ToLowerInvariant();

    [GeneratedRegex("(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")]
    private static partial Regex WordStart();
}
