using NUnit.Framework;

namespace DqnGpu.Ale.Tests;

/// <summary>ALE's own traces, line by line: ten games, four ways of playing each. Needs the users' ROMs.</summary>
[Parallelizable(ParallelScope.Children)]
public class AleTraceTests
{
    private static readonly string[] Games =
    [
        "asteroids", "beam_rider", "breakout", "enduro", "freeway", "ms_pacman", "pong", "qbert", "seaquest", "space_invaders",
    ];

    private static readonly string[] Plays = ["noop", "random1", "sticky_seed7", "skip4_avg"];

    // One case that says what is missing, where there are no ROMs.
    private static IEnumerable<object[]> Cases()
    {
        IEnumerable<object[]> all = Games.SelectMany(name => Plays.Select(play => (object[])[name, play]));
        return System.Environment.GetEnvironmentVariable("DQNGPU_ROMS") is null ? all.Take(1) : all;
    }

    [TestCaseSource(nameof(Cases))]
    public void EveryLineEqualsAle(string name, string play)
    {
        GameDefinition game = DqnGpu.Ale.Games.Find(name);
        Cartridge cartridge = ConformanceFiles.RequireCartridge(game);
        TraceFile trace = TraceFile.Load(ConformanceFiles.Require($"traces/ale/{name}.{play}.csv.gz"));

        Assert.That(trace.Lines, Has.Count.GreaterThan(900));
        Assert.That(trace.FirstDifference(cartridge, game), Is.Null);
    }

    /// <summary>
    /// Any traces in the same format, from a folder named by DQNGPU_TRACES: <c>GAME.whatever.csv[.gz]</c>. This is how all games were
    /// compared for docs/results/ale-parity.md.
    /// </summary>
    [Test]
    public void EveryTraceOfAFolderEqualsAle()
    {
        string? folder = System.Environment.GetEnvironmentVariable("DQNGPU_TRACES");
        if (folder is null) Assert.Ignore("set DQNGPU_TRACES to a folder of traces to compare");
        string[] files = [.. Directory.GetFiles(folder!, "*.csv*").Order()];
        Assert.That(files, Is.Not.Empty);
        var differences = new List<string>();
        Parallel.ForEach(files, file =>
        {
            GameDefinition game = DqnGpu.Ale.Games.Find(Path.GetFileName(file).Split('.')[0]);
            string? difference = TraceFile.Load(file).FirstDifference(ConformanceFiles.RequireCartridge(game), game);
            lock (differences)
                if (difference is not null) differences.Add($"{Path.GetFileName(file)}: {difference}");
        });
        Assert.That(differences, Is.Empty);
    }

    /// <summary>Every ROM of the folder DQNGPU_ROMS, those of no known game too, runs 2,000 frames of random actions.</summary>
    [Test]
    public void NoRomMeetsAnIllegalOpcode()
    {
        if (System.Environment.GetEnvironmentVariable("DQNGPU_ROMS") is null) Assert.Ignore("set DQNGPU_ROMS to a folder of Atari 2600 ROMs");
        Assert.That(ConformanceFiles.Roms, Is.Not.Empty);
        var illegal = new List<string>();
        Parallel.ForEach(ConformanceFiles.Roms.Values, path =>
        {
            var cartridge = Cartridge.Load(path);
            GameDefinition game = DqnGpu.Ale.Games.OfCartridge(cartridge.Md5);
            var trace = new GameTrace(cartridge, game, new GameTraceOptions { Frames = 2000, Actions = "legal" });
            bool ran = trace.Lines().Count() > 2000 && !trace.Environment.Console.IllegalOpcodeSeen;
            lock (illegal)
                if (!ran) illegal.Add(Path.GetFileName(path));
        });
        Assert.That(illegal, Is.Empty);
    }
}
