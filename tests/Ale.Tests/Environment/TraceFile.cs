using System.Globalization;
using System.IO.Compression;

namespace DqnGpu.Ale.Tests;

/// <summary>A recorded trace: the settings that its comments name, and its lines.</summary>
internal sealed class TraceFile
{
    private TraceFile(string path, IReadOnlyDictionary<string, string> settings, IReadOnlyList<TraceLine> lines)
    {
        Path = path;
        Settings = settings;
        Lines = lines;
    }

    public string Path { get; }

    /// <summary>The words "key=value" of the comments.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; }

    public IReadOnlyList<TraceLine> Lines { get; }

    /// <summary>Its lines tell the sound.</summary>
    public bool HasSound => Number("sound") == 1;

    /// <summary>A setting that is a whole number; 0 if it is not told.</summary>
    public int Number(string setting) =>
        Settings.TryGetValue(setting, out string? value) ? int.Parse(value, CultureInfo.InvariantCulture) : 0;

    public static TraceFile Load(string path)
    {
        using FileStream file = File.OpenRead(path);
        using Stream content = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var reader = new StreamReader(content);
        var settings = new Dictionary<string, string>();
        var lines = new List<TraceLine>();
        while (reader.ReadLine() is string line)
        {
            if (line.StartsWith("# about", StringComparison.Ordinal)) continue;
            if (line.StartsWith('#'))
            {
                foreach (string word in line.Split(' ').Where(word => word.Contains('='))) settings[word.Split('=')[0]] = word.Split('=')[1];
            }
            else if (!line.StartsWith("frame", StringComparison.Ordinal))
            {
                lines.Add(Parse(line));
            }
        }
        return new TraceFile(path, settings, lines);
    }

    /// <summary>
    /// Plays the recorded actions and returns the first line that differs, told in words, or null if all are equal. Compared are reward,
    /// lives, game over, screen and RAM, and sound where the trace tells it.
    /// </summary>
    public string? FirstDifference(Cartridge cartridge, GameDefinition game)
    {
        int mode = Number("mode"), difficulty = Number("difficulty");
        var environment = new AtariEnvironment(cartridge, game, new AtariEnvironmentOptions
        {
            RandomSeed = (uint)Number("seed"),
            RepeatActionProbability = float.Parse(Settings["rap"], CultureInfo.InvariantCulture),
            FrameSkip = Number("skip"),
            Sound = HasSound,
            ColorAveraging = Number("average") == 1 || Path.Contains("_avg", StringComparison.Ordinal),
            MaxFramesPerEpisode = Number("max_frames"),
            TruncateOnLossOfLife = Number("truncate_on_loss_of_life") == 1,
            Mode = mode != game.DefaultMode && game.Modes.Contains(mode) ? mode : null,
            Difficulty = difficulty != 0 ? difficulty : null,
        });
        for (int reset = 0; reset < Number("resets"); reset++) environment.ResetGame();
        bool loaded = false;
        foreach (TraceLine expected in Lines)
        {
            int reward = 0;
            if (expected.Action >= 0) reward = environment.Act(expected.Action);
            else if (loaded) environment.ResetGame();
            loaded = true;

            var difference = new List<string>();
            void Compare<T>(string what, T found, T wanted)
            {
                if (!Equals(found, wanted)) difference.Add($"{what} {found} instead of {wanted}");
            }
            Compare("reward", reward, expected.Reward);
            Compare("lives", environment.Lives, expected.Lives);
            Compare("game over", environment.EpisodeOver, expected.GameOver);
            if (GameTrace.Fnv1a64(environment.Ram) != expected.RamHash) difference.Add("RAM differs");
            if (GameTrace.Fnv1a64(environment.Screen) != expected.ScreenHash) difference.Add("screen differs");
            if (HasSound && GameTrace.Fnv1a64(environment.GetAudio()) != expected.AudioHash) difference.Add("sound differs");
            if (difference.Count > 0)
                return $"step {expected.Frame} (action {expected.Action}): {string.Join(", ", difference)}; "
                    + $"scanlines {environment.Console.ScanlinesOfLastFrame}/{expected.Scanlines}, cycles {environment.Console.CyclesSinceUpdate}/{expected.Cycles}";
        }
        return null;
    }

    private static TraceLine Parse(string line)
    {
        string[] fields = line.Split(',');
        int Int(int field) => int.Parse(fields[field], CultureInfo.InvariantCulture);
        ulong Hash(int field) => ulong.Parse(fields[field], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return new TraceLine(
            Int(0), Int(1), Int(2), Int(3), fields[4] == "1", Hash(5), Hash(6), Int(7), Int(8),
            int.Parse(fields[9], NumberStyles.HexNumber, CultureInfo.InvariantCulture), fields.Length > 10 ? Hash(10) : null);
    }
}
