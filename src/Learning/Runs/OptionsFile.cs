using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace DqnGpu.Agent;

/// <summary>Training options as JSON: <c>options.json</c> of a run, and what <c>--config</c> reads.</summary>
public static class OptionsFile
{
    private static readonly JsonSerializerOptions Format = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    private static readonly string PresetName = NameOf(nameof(TrainingOptions.Preset));

    private static readonly PropertyInfo[] Properties = [.. typeof(TrainingOptions).GetProperties().Where(property => property.IsDefined(typeof(FlagAttribute)))];

    // What earlier versions wrote, changed no result and is gone: saved weights and runs that mention it are as good as ever.
    private static readonly string[] Retired = ["gatherThreads", "mostUpdatesInARow"];

    /// <summary>The options as text.</summary>
    public static string ToJson(TrainingOptions options) => JsonSerializer.Serialize(options, Format);

    /// <summary>The options in a text; those that it does not mention have the values of the preset it names, or of <c>fast</c>.</summary>
    /// <param name="json">The text.</param>
    /// <param name="source">Where it comes from, for messages.</param>
    /// <exception cref="OptionException">It is no such text.</exception>
    public static TrainingOptions FromJson(string json, string source)
    {
        try
        {
            using var given = JsonDocument.Parse(json, new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            if (given.RootElement.ValueKind != JsonValueKind.Object)
                throw new OptionException($"{source} holds no training options: it begins with no {{.");
            var members = given.RootElement.EnumerateObject().Where(member => !Retired.Contains(member.Name)).ToLookup(member => member.Name, member => member.Value);
            var start = TrainingPresets.Find(members[PresetName].LastOrDefault() is { ValueKind: not JsonValueKind.Undefined } name ? name.ToString() : TrainingPresets.FastName);
            var options = start with { };
            foreach (var member in members.Where(member => member.Key != PresetName))
                Set(options, member.Key, member.Last(), source);
            return members.Contains(NameOf(nameof(TrainingOptions.LearningRateEnd)))
                ? options
                : options with { LearningRateEnd = start.LearningRateEndFor(options.LearningRate) };
        }
        catch (JsonException exception)
        {
            throw new OptionException($"{source} holds no training options: {exception.Message}");
        }
    }

    /// <summary>Reads the options in a file.</summary>
    /// <exception cref="OptionException">The file cannot be read or holds something else.</exception>
    public static TrainingOptions Load(string file)
    {
        try
        {
            return FromJson(File.ReadAllText(file), file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new OptionException($"{file} cannot be read: {exception.Message}");
        }
    }

    private static string NameOf(string property) => JsonNamingPolicy.CamelCase.ConvertName(property);

    private static void Set(TrainingOptions options, string name, JsonElement value, string source)
    {
        var property = Properties.FirstOrDefault(property => NameOf(property.Name) == name)
            ?? throw new OptionException($"{source}: there is no option {name}.{Spelling.DidYouMean(name, Properties.Select(property => NameOf(property.Name)))}");
        var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        var isUnset = value.ValueKind == JsonValueKind.Null && new NullabilityInfoContext().Create(property).WriteState == NullabilityState.Nullable;
        property.SetValue(options, isUnset ? null : OptionText.Parse(property, $"{source}: {name}", text));
    }
}
