using NUnit.Framework;

namespace DqnGpu.Ale.Tests;

public class GameTraceTests
{
    [TestCase("", 0xCBF29CE484222325)]
    [TestCase("a", 0xAF63DC4C8601EC8C)]
    [TestCase("foobar", 0x85944171F73967E8)]
    public void TheHashIsFnv1a(string text, ulong hash) =>
        Assert.That(GameTrace.Fnv1a64(System.Text.Encoding.ASCII.GetBytes(text)), Is.EqualTo(hash));

    [Test]
    public void PseudoRandomActionsAreThoseOfTheConformanceTraces()
    {
        // The first actions of the recorded traces "random1" of Breakout (set 0 1 3 4) and of the free cartridges (all 18, seed 1).
        Assert.That(Actions(new GameTraceOptions { Frames = 5 }, ActionSets.Paddle), Is.EqualTo(new[] { 3, 1, 0, 3, 3 }));
        Assert.That(Actions(new GameTraceOptions { Frames = 1, Actions = "legal" }, ActionSets.Paddle), Is.EqualTo(new[] { 14 }));
        Assert.That(Actions(new GameTraceOptions { Frames = 3, Actions = "noop" }, ActionSets.Paddle), Is.EqualTo(new[] { 0, 0, 0 }));
    }

    [Test]
    public void ActionsComeFromAFile()
    {
        string path = Path.Combine(TestContext.CurrentContext.WorkDirectory, "actions.txt");
        File.WriteAllText(path, "3, 4\n17");
        Assert.That(Actions(new GameTraceOptions { Frames = 4, Actions = path }, ActionSets.All), Is.EqualTo(new[] { 3, 4, 17, 3 }));
        File.WriteAllText(path, "3 left");
        Assert.That(() => Actions(new GameTraceOptions { Actions = path }, ActionSets.All), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("left"));
        Assert.That(() => Actions(new GameTraceOptions { Actions = "randm" }, ActionSets.All), Throws.InstanceOf<FileNotFoundException>());
    }

    [Test]
    public void AfterTheEndOfAnEpisodeComesAReset()
    {
        GameDefinition game = FrameCounter.Game((ref GameProgress progress, GameMemory _) =>
        {
            progress.Memory0++;
            progress.Reward = 2;
            progress.Terminal = progress.Memory0 == 4 + 3;
        });
        var writer = new StringWriter();
        new GameTrace(FrameCounter.Cartridge, game, new GameTraceOptions { Frames = 5, Actions = "noop" }).WriteTo(writer);
        string[] lines = writer.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.That(lines.Take(4), Is.All.StartsWith("# "));
        Assert.That(lines[2], Is.EqualTo("# seed=0 rap=0 skip=1 mode=0 difficulty=0"));
        Assert.That(lines[4], Is.EqualTo("frame,action,reward,lives,game_over,screen_fnv1a64,ram_fnv1a64,scanlines,cycles,pc"));
        Assert.That(
            lines.Skip(5).Select(line => line.StartsWith('#') ? line : string.Join(',', line.Split(',').Take(5))),
            Is.EqualTo(new[] { "0,-1,0,1,0", "1,0,2,1,0", "2,0,2,1,0", "3,0,2,0,1", "# reset before frame 4", "3,-1,0,1,0", "4,0,2,1,0", "5,0,2,1,0" }));
    }

    [Test]
    public void TheSoundStandsAtTheEndOfALine()
    {
        GameDefinition game = FrameCounter.Game((ref GameProgress _, GameMemory _) => { });
        var writer = new StringWriter();
        new GameTrace(FrameCounter.Cartridge, game, new GameTraceOptions { Frames = 2, Actions = "noop", Sound = true }).WriteTo(writer);
        string[] lines = writer.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        ulong none = GameTrace.Fnv1a64(new byte[512]), silence = GameTrace.Fnv1a64([.. Enumerable.Repeat((byte)128, 512)]);

        Assert.That(lines[2], Does.EndWith(" sound=1"));
        Assert.That(lines[4], Does.EndWith(",pc,audio_fnv1a64"));
        Assert.That(lines.Skip(5).Select(line => line.Split(',')[10]), Is.EqualTo(new[] { $"{none:x16}", $"{silence:x16}", $"{silence:x16}" }));
    }

    [Test]
    public void AScreenIsWrittenAsPng()
    {
        string folder = TestContext.CurrentContext.WorkDirectory;
        GameDefinition game = FrameCounter.Game((ref GameProgress _, GameMemory _) => { });
        _ = new GameTrace(FrameCounter.Cartridge, game, new GameTraceOptions { Frames = 2, DumpFrames = [2], DumpFolder = folder }).Lines().Count();
        byte[] png = File.ReadAllBytes(Path.Combine(folder, "frame_counter-2.png"));
        Assert.That(png[1..4], Is.EqualTo("PNG"u8.ToArray()));
    }

    private static int[] Actions(GameTraceOptions options, AtariAction[] minimal)
    {
        GameDefinition game = FrameCounter.Game((ref GameProgress _, GameMemory _) => { }) with { MinimalActions = minimal };
        return [.. new GameTrace(FrameCounter.Cartridge, game, options).Lines().Skip(1).Select(line => line.Action)];
    }
}
