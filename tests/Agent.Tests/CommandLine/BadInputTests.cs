using DqnGpu.Ale;
using NUnit.Framework;

namespace DqnGpu.Agent.Tests;

/// <summary>Mistakes on the command line: each ends with an exit code and one line that says what is wrong and what is right.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class BadInputTests
{
    private static IEnumerable<TestCaseData> Mistakes =>
    [
        Mistake("pongg", "There is no game 'pongg'. Did you mean pong"),
        Mistake("wach pong", "Did you mean 'watch'?"),
        Mistake("pong --stpes 5", "There is no option --stpes. Did you mean '--steps'?"),
        Mistake("pong --dueling --nn-step 5", "There is no option --nn-step. Did you mean '--n-step'?"),
        Mistake("pong --rom ", "One of the words on the command line is empty"),
        Mistake("[verbose] pong", "is one word too many"),
        Mistake("pong -x", "'-x' is one word too many"),
        Mistake("pong --steps 1e20", "--steps takes a whole number of 1 to 1_000_000_000_000, not '1e20'."),
        Mistake("pong --seed 1e19", "--seed takes a whole number of 0 to 9_223_372_036_854_775_807, not '1e19'."),
        Mistake("pong --preset fats", "There is no preset 'fats'. Did you mean 'fast'?"),
        Mistake("pong --preset fast --config x.json", "--preset and --config contradict each other"),
        Mistake("pong --config missing.json", "missing.json cannot be read"),
        Mistake("pong --prefill 5000 --replay-capacity 1000", "--prefill 5000 does not fit into --replay-capacity 1000"),
        Mistake("pong --prefill 8", "--prefill 8 leaves no whole transition"),
        Mistake("pong --epsilon-start 0.1 --epsilon-end 0.5", "--epsilon-end 0.5 is above --epsilon-start 0.1"),
        Mistake("pong --best-by evaluation", "--best-by evaluation has nothing to choose by: say how often to evaluate, with --evaluate-every."),
        Mistake("pong --side-by-side 2", "--side-by-side needs several trainings: say how many with --seeds."),
        Mistake("pong --seeds 2 --page", "--seeds and --page contradict each other"),
        Mistake("pong --seeds 0", "--seeds takes a whole number of 1 to 1_000, not '0'."),
        Mistake("pong --seed 9223372036854775807 --seeds 2", "There are no 2 seeds from --seed 9223372036854775807 on."),
        Mistake("pong --weights missing.safetensors", "There is no weights file 'missing.safetensors'."),
        Mistake("pong --snapshots-size 0", "--snapshots-size takes a whole number of 1 to 1_000_000_000, not '0'."),
        Mistake("pong --evaluate-epsilon 2", "--evaluate-epsilon takes a number of 0 to 1, not '2'."),
        Mistake("pong --replay-capacity 20000000000", "would fit: --replay-capacity"),
        Mistake("pong --device sind", "There is no device 'sind'. Did you mean 'simd'?"),
        Mistake("pong --device simd --precision tf32", "--device simd: simd has no tensor cores for tf32, only fp32."),
        Mistake("pong --mode 99", "The modes of pong are"),
        Mistake("Pong-v4", "not offered. Understood: pong, ALE/X-v5"),
        Mistake("evaluate", "Required argument 'game' missing"),
        Mistake("evaluate pong --weights missing.safetensors", "There is no weights file 'missing.safetensors'."),
        Mistake("evaluate pong --games 2.7", "--games takes a whole number of 1 to 1_000_000, not '2.7'."),
        Mistake("breakout evaluate pong", "'breakout' is one word too many before `evaluate`."),
        Mistake("--seed 5 evaluate pong", "'5' is one word too many before `evaluate`."),
        Mistake("trace pong --dump-frames 60,x", "--dump-frames takes a whole number of 1 to 2_147_483_647, not 'x'."),
        Mistake("watch pong --video p.avi", "--video writes .gif, .mp4 and .webm files; 'p.avi' ends in none of these."),
        Mistake("watch pong --video p.gif --page", "--page and --video contradict each other"),
        Mistake("resume nowhere", "There is no run folder"),
        Mistake("plot nowhere", "There is no run folder"),
        Mistake("plot . --output curve.jpg", "'curve.jpg' does not end in .png"),
        Mistake("plot . --over days", "--over takes steps or minutes, not 'days'."),
        Mistake("q-values", "Name the weights: --weights FILE."),
        Mistake("onnx", "Name the weights: --weights FILE, or a game whose weights come with this program."),
        Mistake("onnx pong --weights missing.safetensors --out pong.onnx", "There is no weights file 'missing.safetensors'."),
        Mistake("play", "Name a game, or a cartridge file with --rom."),
        Mistake("play pong --mode 77", "--mode 77: The modes of pong are 0, 1."),
        Mistake("play pong --agent missing.safetensors", "There is no weights file 'missing.safetensors'."),
        Mistake("play pong --bind elsewhere", "--bind elsewhere: that is no address of this machine"),
        Mistake("trace", "Name a game, or a cartridge file with --rom."),
    ];

    [TestCaseSource(nameof(Mistakes))]
    public void IsToldInOneLine(string arguments, string expected)
    {
        var result = AgentProcess.Run(arguments.Split(' '));
        Assert.That(result.ErrorLine, Does.StartWith("error: ").And.Contain(expected));
        Assert.That(result.ErrorLine, Does.Not.Contain('\n'));
        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.Usage));
    }

    [Test]
    public void MissingRomSaysWhereItLooked()
    {
        var result = AgentProcess.Run("pong", "--rom", "missing.bin");
        Assert.That(result.ErrorLine, Does.StartWith("error: ").And.Contain("missing.bin").And.Contain("60e0ea3cbe0913d39803477945e9e5ec"));
        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.Failure));
    }

    [Test]
    public void ARomNamedLikeAResponseFileIsAFileName()
    {
        var result = AgentProcess.Run("pong", "--rom", "@missing.bin");
        Assert.That(result.ErrorLine, Does.StartWith("error: There is no file").And.Contain("@missing.bin"));
        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.Failure));
    }

    [Test]
    public void AForeignActionIsTold()
    {
        var file = Path.Combine(TestContext.CurrentContext.WorkDirectory, "actions.txt");
        File.WriteAllText(file, "3 4 99");
        var result = AgentProcess.Run("trace", "pong", "--actions", file);
        Assert.That(result.Error, Does.EndWith($"error: '99' in '{file}' is no action: expected a number 0..17.\n"));
        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.Failure));
    }

    [Test]
    public void UnreadableRomIsRefused()
    {
        var file = Path.Combine(TestContext.CurrentContext.WorkDirectory, "no-cartridge.bin");
        File.WriteAllText(file, "this is no cartridge");
        var result = AgentProcess.Run("pong", "--rom", file);
        Assert.That(result.ErrorLine, Does.StartWith("error: ").And.Contain("no-cartridge").And.Contain("20 bytes"));
        Assert.That(result.ErrorLine, Does.Not.Contain('\n'));
        Assert.That(result.ExitCode, Is.Not.EqualTo(ExitCode.Success));
    }

    [Test]
    public void AModeThatTheCartridgeNeverReachesIsToldAndLeavesNoRun()
    {
        // Of no known MD5, so that any game's rules may be tried on it.
        var folder = Directory.CreateTempSubdirectory("dqngpu-test-").FullName;
        var rom = Path.Combine(folder, "unknown.bin");
        byte[] pong = BundledCartridges.Find("pong")!.Bytes.ToArray();
        File.WriteAllBytes(rom, [.. pong, .. pong]);
        var run = Path.Combine(folder, "run");

        var training = AgentProcess.Run("space_invaders", "--rom", rom, "--mode", "5", "--device", "simd", "--out", run);
        var trace = AgentProcess.Run("trace", "space_invaders", "--rom", rom, "--mode", "5");
        foreach (var result in (AgentProcess[])[training, trace])
        {
            Assert.That(result.Error, Does.Match(@"(^|\n)error: Cartridge 'unknown' did not reach mode 5 of space_invaders\. [^\n]+\n$"));
            Assert.That(result.ExitCode, Is.EqualTo(ExitCode.Failure));
        }
        Assert.That(run, Does.Not.Exist);
        Directory.Delete(folder, recursive: true);
    }

    [Test]
    public void ReadOnlyFolderIsTold()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Ignore("Needs /proc, a folder that nobody can write to.");
        var result = AgentProcess.Run("pong", "--out", "/proc/run");
        Assert.That(result.ErrorLine, Does.StartWith("error: The run folder /proc/run cannot be written to"));
        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.Usage));
    }

    [Test]
    public void FullDiskUnderTheOutputIsTold()
    {
        if (!File.Exists("/dev/full"))
            Assert.Ignore("Needs /dev/full.");
        var result = AgentProcess.RunInShell("true", "> /dev/full", "trace", "pong", "--frames", "2000");
        Assert.That(result.Error, Does.Contain("error: "));
        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.Failure));
    }

    private static TestCaseData Mistake(string arguments, string expected) => new TestCaseData(arguments, expected).SetArgDisplayNames(arguments);
}
