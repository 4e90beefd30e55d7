using System.Diagnostics;
using System.Globalization;
using NUnit.Framework;

namespace DqnGpu.Ale.Tests.Preprocessing;

/// <summary>
/// The preset <c>ale</c> beside ALE's own vector environment: <c>ale-vector.tsv</c>, made by <c>tools/ale-vector.sh</c> with ALE 0.12.1, holds what that
/// shows of the bundled cartridges, line by line under the words it was run with, which <c>tools/ale-vector.cpp</c> explains.
/// </summary>
internal class AleVectorTests
{
    private static readonly string[] CasesOfTable = [.. Rows().Select(row => row[0]).Distinct()];

    [TestCaseSource(nameof(CasesOfTable))]
    public void EveryStackRewardAndEndEqualsAles(string words)
    {
        string[][] rows = [.. Rows().Where(row => row[0] == words)];
        Assert.That(rows, Has.Length.GreaterThan(20));
        string game = words.Split(' ')[0];
        Assert.That(
            Play(BundledCartridges.Find(game)!, Games.Find(game), words.Split(' ')[1..]), Is.EqualTo(rows.Select(row => string.Join('\t', row[1..]))));
    }

    /// <summary>The same with every original cartridge that is found, where DQNGPU_ALE_VECTOR names the program that tools/ale-vector.sh builds.</summary>
    [Test]
    public void EveryGameEqualsAles()
    {
        string? program = Environment.GetEnvironmentVariable("DQNGPU_ALE_VECTOR"), folder = Environment.GetEnvironmentVariable(RomSearchPaths.Variable);
        if (string.IsNullOrEmpty(program) || string.IsNullOrEmpty(folder))
            Assert.Ignore($"DQNGPU_ALE_VECTOR names no program, or {RomSearchPaths.Variable} no folder of ROMs.");
        int compared = 0;
        foreach (GameDefinition game in Games.All)
        {
            string file = Path.Combine(folder, game.Name + ".bin");
            if (!File.Exists(file))
                continue;
            // In turns gray, RGB, sticky and continuous. These two have nine actions in ALE, which then takes no continuous ones.
            bool continuous = compared % 4 == 3 && game.Name is not ("skiing" or "lost_luggage");
            // Air Raid's frames hold colour 255, for whose gray ALE reads beyond its table.
            int rgb = compared % 3 == 2 || game.Name == "air_raid" ? 1 : 0;
            string[] words =
            [
                $"seed={compared}", "steps=250", "every=50", "max=403", $"rgb={rgb}", $"width={84 + 12 * rgb}",
                $"rap={(compared % 2 == 0 ? "0" : "0.25")}", $"full={(continuous ? 1 : 0)}", $"continuous={(continuous ? 1 : 0)}",
            ];
            using Process ale = Process.Start(new ProcessStartInfo(program, [file, .. words]) { RedirectStandardOutput = true })!;
            string[] expected = ale.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.That(Play(Cartridge.Load(file), game, words), Is.EqualTo(expected), $"{game.Name} {string.Join(' ', words)}");
            compared++;
        }
        TestContext.Out.WriteLine($"{compared} games");
    }

    private static IEnumerable<string> Play(Cartridge cartridge, GameDefinition game, string[] words)
    {
        Dictionary<string, string> given = words.ToDictionary(word => word.Split('=')[0], word => word.Split('=')[1]);
        int Number(string key, int otherwise) => given.TryGetValue(key, out string? text) ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
        PreprocessingOptions options = PreprocessingOptions.Ale with
        {
            FrameSkip = Number("skip", 4),
            RepeatActionProbability = float.Parse(given.GetValueOrDefault("rap", "0"), CultureInfo.InvariantCulture),
            NoOpMax = Number("noops", 30),
            MaxFramesPerEpisode = Number("max", 108_000),
            StackSize = Number("stack", 4),
            FullActionSet = Number("full", 0) != 0,
            Observation = new()
            {
                Kind = Number("rgb", 0) == 0 ? ObservationKind.Grayscale : ObservationKind.Rgb,
                Width = Number("width", 84),
                Height = Number("height", 84),
            },
        };
        var seed = (ulong)Number("seed", 0);
        // Seeded by the reset, as ALE's is.
        using var vector = VectorEnvironment.Create(1, cartridge, game, options, seed: 12345, stacked: true, threads: 1);
        byte[] stack = new byte[vector.ObservationSize];
        var results = new StepResult[1];
        ulong hash = 0xCBF29CE484222325, state = seed;
        int rewards = 0, lives, ends = 0;
        vector.Reset(stack, seed);
        Look(stack);
        lives = vector[0].Game.Lives;
        yield return Line(0);
        for (int step = 1; step <= Number("steps", 200); step++)
        {
            state = state * 6364136223846793005 + 1442695040888963407;
            if (Number("continuous", 0) != 0)
                vector.Step([Stick(state)], stack, results);
            else
                vector.Step([(int)((state >> 33) % (ulong)vector[0].ActionCount)], stack, results);
            rewards += results[0].Reward;
            if (results[0].NeedsReset)
            {
                ends++;
                Look(vector.FinalObservation(0));
            }
            Look(stack);
            lives += vector[0].Game.Lives;
            if (step % Number("every", 10) == 0)
                yield return Line(step);
        }

        void Look(ReadOnlySpan<byte> seen)
        {
            foreach (byte b in seen)
                hash = (hash ^ b) * 0x100000001B3;
        }

        string Line(int step) => string.Create(CultureInfo.InvariantCulture, $"{step}\t{rewards}\t{lives}\t{ends}\t{hash:x16}");
    }

    private static ContinuousAction Stick(ulong state)
    {
        return new(Share(7), (float)(2 * Math.PI * Share(5) - Math.PI), Share(4));

        float Share(int place) => (byte)(state >> (8 * place)) / 255f;
    }

    private static IEnumerable<string[]> Rows() => Golden.Rows("ale-vector.tsv");
}
