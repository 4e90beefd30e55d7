using NUnit.Framework;

namespace DqnGpu.Ale.Tests;

/// <summary>
/// Free cartridges that each exercise one corner of the TIA, against ALE's traces: 600 frames, every column, also the lines, cycles and
/// program counter.
/// </summary>
[Parallelizable(ParallelScope.Children)]
public class TiaTraceTests
{
    private static IEnumerable<string> Names()
    {
        var folder = ConformanceFiles.Find("roms");
        return folder is null ? ["none"] : Directory.GetFiles(folder, "*.bin").Select(path => Path.GetFileNameWithoutExtension(path)!).Order();
    }

    [TestCaseSource(nameof(Names))]
    public void EveryLineEqualsAle(string name)
    {
        var expected = TraceFile.Load(ConformanceFiles.Require($"traces/free/{name}.csv.gz")).Lines;
        Assert.That(expected, Has.Count.EqualTo(601));

        var cartridge = Cartridge.Load(ConformanceFiles.Require($"roms/{name}.bin"));
        var options = new GameTraceOptions { Frames = 600, Actions = "legal", ActionSeed = 1 };
        Assert.That(new GameTrace(cartridge, GameDefinition.Generic, options).Lines(), Is.EqualTo(expected));
    }
}
