using NUnit.Framework;

namespace DqnGpu.Ale.Tests;

/// <summary>
/// Cartridges of our own, each for one feature of the console, against the traces that ALE gave of them: screen and RAM of every step, the
/// lines, cycles and program counter, and the sound where a cartridge makes some. <c>tools/ale-trace.sh</c> makes them.
/// </summary>
[Parallelizable(ParallelScope.Children)]
public class OneFeatureTests
{
    private static string Folder => Path.Combine(TestContext.CurrentContext.TestDirectory, "Console", "OneFeature");

    private static IEnumerable<string> Names() => Directory.GetFiles(Folder, "*.bin").Select(path => Path.GetFileNameWithoutExtension(path)).Order();

    [Test]
    public void EveryLineEqualsAlesInterpreted([ValueSource(nameof(Names))] string name) => AssertEqualsAle(name, interpret: true);

    [Test]
    public void EveryLineEqualsAlesTranslated([ValueSource(nameof(Names))] string name) => AssertEqualsAle(name, interpret: false);

    /// <summary>What size and bytes tell of a cartridge that is named for its scheme.</summary>
    [Test]
    public void EverySchemeIsDetected([Values] BankType type)
    {
        string name = type switch { BankType.Rom2K => "hmove", BankType.Rom4K => "documented", _ => type.ToString().ToLowerInvariant() };
        Assert.That(Load(name).BankType, Is.EqualTo(type));
    }

    private static Cartridge Load(string name) => Cartridge.Load(Path.Combine(Folder, name + ".bin"));

    private static void AssertEqualsAle(string name, bool interpret)
    {
        Cartridge cartridge = Load(name);
        cartridge.TranslateFrom = 2;
        TraceFile trace = TraceFile.Load(Path.Combine(Folder, name + ".csv"));
        Assert.That(cartridge.Md5, Is.EqualTo(trace.Settings["md5"]), "the trace belongs to another version of the cartridge: run ALE again");

        GameDefinition game = GameDefinition.Generic with
        {
            Console = new ConsoleSettings
            {
                LeftController = Controller(trace, "lc"),
                RightController = Controller(trace, "rc"),
                Interpret = interpret,
            },
        };
        var options = new GameTraceOptions
        {
            Frames = trace.Number("frames"),
            FrameSkip = trace.Number("skip"),
            Actions = "legal",
            Sound = trace.HasSound,
        };
        Assert.That(trace.Lines, Has.Count.EqualTo(options.Frames + 1));
        foreach ((TraceLine found, TraceLine expected) in new GameTrace(cartridge, game, options).Lines().Zip(trace.Lines))
            Assert.That(found, Is.EqualTo(expected));
    }

    private static Controller Controller(TraceFile trace, string port) =>
        trace.Settings.GetValueOrDefault(port) == "PADDLES" ? DqnGpu.Ale.Controller.Paddles : DqnGpu.Ale.Controller.Joystick;
}
