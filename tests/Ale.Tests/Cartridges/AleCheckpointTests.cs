using System.Globalization;
using NUnit.Framework;

namespace DqnGpu.Ale.Tests.Cartridges;

/// <summary>
/// Cartridges under ALE and under our console: screen, RAM and sound of every frame are equal. <c>ale-checkpoints.tsv</c> holds, every 500 frames of the
/// bundled cartridges and every 2,500 of the originals, the sum of rewards, the FNV-1a64 hash of all screens and RAMs so far, and that of all
/// sound so far, as ALE 0.12.1 gave them for the actions below.
/// </summary>
[Parallelizable(ParallelScope.Children)]
public class AleCheckpointTests
{
    private const int FramesPerAction = 6;

    [Test]
    public void EveryFrameEqualsAles([Values("pong", "breakout")] string game)
    {
        Cartridge cartridge = BundledCartridges.Find(game)!;
        IReadOnlyList<Checkpoint> checkpoints = Checkpoints(cartridge);
        Assert.That(checkpoints, Has.Count.EqualTo(10), "the checkpoints belong to another version of the cartridge: run ALE again");
        AssertEqual(cartridge, Games.Find(game), checkpoints);
    }

    /// <summary>All games of ALE, on the users' ROMs.</summary>
    [TestCaseSource(nameof(Originals))]
    public void EveryFrameOfAnOriginalEqualsAles(string game)
    {
        GameDefinition rules = Games.Find(game);
        Cartridge cartridge = ConformanceFiles.RequireCartridge(rules);
        IReadOnlyList<Checkpoint> checkpoints = Checkpoints(cartridge);
        Assert.That(checkpoints, Has.Count.EqualTo(2));
        AssertEqual(cartridge, rules, checkpoints);
    }

    // One case that says what is missing, where there are no ROMs.
    private static IEnumerable<string> Originals()
    {
        IEnumerable<string> all = Games.All.Select(game => game.Name);
        return System.Environment.GetEnvironmentVariable("DQNGPU_ROMS") is null ? all.Take(1) : all;
    }

    private static IReadOnlyList<Checkpoint> Checkpoints(Cartridge cartridge) =>
        [.. ReadCheckpoints().Where(checkpoint => checkpoint.Md5 == cartridge.Md5)];

    private static void AssertEqual(Cartridge cartridge, GameDefinition game, IReadOnlyList<Checkpoint> checkpoints)
    {
        var environment = new AtariEnvironment(
            cartridge, game, new AtariEnvironmentOptions { RepeatActionProbability = 0, RandomSeed = 0, Sound = true });
        IReadOnlyList<AtariAction> actions = environment.Game.MinimalActions;
        ulong hash = 0xCBF29CE484222325, sound = hash;
        uint random = 1;
        int frame = 0, rewards = 0;
        AtariAction action = AtariAction.Noop;
        foreach (Checkpoint checkpoint in checkpoints)
        {
            while (frame < checkpoint.Frame)
            {
                if (environment.GameOver) environment.ResetGame();
                if (frame++ % FramesPerAction == 0)
                {
                    random = random * 1664525 + 1013904223;
                    action = actions[(int)((random >> 16) % (uint)actions.Count)];
                }
                rewards += environment.Act(action);
                hash = Fnv1a64(hash, environment.Screen);
                hash = Fnv1a64(hash, environment.Ram);
                sound = Fnv1a64(sound, environment.GetAudio());
            }
            Assert.That((rewards, hash.ToString("x16")), Is.EqualTo((checkpoint.Reward, checkpoint.Hash)), $"up to frame {frame}");
            Assert.That(sound.ToString("x16"), Is.EqualTo(checkpoint.Sound), $"sound up to frame {frame}");
        }
    }

    private static IEnumerable<Checkpoint> ReadCheckpoints()
    {
        using Stream file = typeof(AleCheckpointTests).Assembly.GetManifestResourceStream("Cartridges/ale-checkpoints.tsv")!;
        using var reader = new StreamReader(file);
        while (reader.ReadLine() is string line)
        {
            if (line.StartsWith('#')) continue;
            string[] columns = line.Split('\t');
            int Number(int column) => int.Parse(columns[column], CultureInfo.InvariantCulture);
            yield return new Checkpoint(columns[0], columns[1], Number(2), Number(3), columns[4], columns[5]);
        }
    }

    private static ulong Fnv1a64(ulong hash, ReadOnlySpan<byte> bytes)
    {
        foreach (byte b in bytes) hash = (hash ^ b) * 0x100000001B3;
        return hash;
    }

    private sealed record Checkpoint(string Game, string Md5, int Frame, int Reward, string Hash, string Sound);
}
