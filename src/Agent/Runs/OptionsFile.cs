using System.Globalization;
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
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    /// <summary>
    /// What earlier versions wrote, changed no result and is gone: saved weights and runs that mention it are as good as ever.
    /// </summary>
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
            var preset = given.RootElement.TryGetProperty("preset", out var name) ? name.GetString() ?? "" : TrainingPresets.FastName;
            var start = TrainingPresets.Find(preset);
            var merged = JsonSerializer.SerializeToNode(start, Format)!.AsObject();
            foreach (var member in given.RootElement.EnumerateObject().Where(member => !Retired.Contains(member.Name)))
                merged[member.Name] = System.Text.Json.Nodes.JsonNode.Parse(member.Value.GetRawText());
            var options = merged.Deserialize<TrainingOptions>(Format)!;
            if (!given.RootElement.TryGetProperty(NameOf(nameof(options.LearningRateEnd)), out _))
                options = options with { LearningRateEnd = start.LearningRateEndFor(options.LearningRate) };
            CheckRanges(options, source);
            return options;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new OptionException($"{source} holds no training options: {exception.Message.Split('\n')[0]}");
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

    private static void CheckRanges(TrainingOptions options, string source)
    {
        foreach (var property in typeof(TrainingOptions).GetProperties())
        {
            if (property.GetCustomAttribute<FlagAttribute>() is not { } flag || property.GetValue(options) is not { } value)
                continue;
            var name = NameOf(property.Name);
            if (value is int or long or float or double
                && Convert.ToDouble(value, CultureInfo.InvariantCulture) is var number && !(number >= flag.Min && number <= flag.Max))
                throw new OptionException($"{source}: {name} is {OptionFlags.Show(value)}, but must lie in {OptionFlags.Show(flag.Min)} .. {OptionFlags.Show(flag.Max)}.");
            if (flag.Names is { } names && !names.Contains(value))
                throw new OptionException($"{source}: {name} is '{value}', but must be one of {string.Join(", ", names)}.");
        }
    }
}
