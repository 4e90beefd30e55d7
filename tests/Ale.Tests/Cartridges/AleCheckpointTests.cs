using System.Globalization;
using NUnit.Framework;

namespace DqnGpu.Ale.Tests.Cartridges;

/// <summary>
/// The bundled cartridges under ALE and under our console: screen and RAM of every frame are equal. <c>ale-checkpoints.tsv</c> holds, every 500
/// frames, the sum of rewards and the FNV-1a64 hash of all screens and RAMs so far, as ALE 0.12.1 gave them for the actions below.
/// </summary>
public class AleCheckpointTests
{
    private const int FramesPerAction = 6;

    [Test]
    public void EveryFrameEqualsAles([Values("pong", "breakout")] string game)
    {
        IReadOnlyList<Checkpoint> checkpoints = [.. ReadCheckpoints().Where(checkpoint => checkpoint.Game == game)];
        Cartridge cartridge = BundledCartridges.Find(game)!;
        Assert.That(checkpoints, Has.Count.EqualTo(10));
        Assert.That(cartridge.Md5, Is.EqualTo(checkpoints[0].Md5), "the checkpoints belong to another version of the cartridge: run ALE again");

        var environment = new AtariEnvironment(
            cartridge, Games.Find(game), new AtariEnvironmentOptions { RepeatActionProbability = 0, RandomSeed = 0 });
        IReadOnlyList<AtariAction> actions = environment.Game.MinimalActions;
        ulong hash = 0xCBF29CE484222325;
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
            }
            Assert.That((rewards, hash.ToString("x16")), Is.EqualTo((checkpoint.Reward, checkpoint.Hash)), $"up to frame {frame}");
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
            yield return new Checkpoint(columns[0], columns[1], Number(2), Number(3), columns[4]);
        }
    }

    private static ulong Fnv1a64(ulong hash, ReadOnlySpan<byte> bytes)
    {
        foreach (byte b in bytes) hash = (hash ^ b) * 0x100000001B3;
        return hash;
    }

    private sealed record Checkpoint(string Game, string Md5, int Frame, int Reward, string Hash);
}
