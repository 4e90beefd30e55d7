using NUnit.Framework;

namespace DqnGpu.Ale.Tests;

/// <summary>
/// The freely licensed cartridges that each exercise one corner of the TIA, 600 frames each, against the traces recorded from ALE's core.
/// </summary>
public class FreeTraceTests
{
    private static string[] Cartridges =>
        ConformanceFiles.Find("roms") is string folder ? [.. Directory.GetFiles(folder, "*.bin").Order().Select(Name)] : ["(none)"];

    [Test]
    public void EveryLineEqualsAle([ValueSource(nameof(Cartridges))] string name)
    {
        var cartridge = Cartridge.Load(ConformanceFiles.Require($"roms/{name}.bin"));
        TraceFile trace = TraceFile.Load(ConformanceFiles.Require($"traces/free/{name}.csv.gz"));
        Assert.That(trace.Lines, Has.Count.EqualTo(601));
        Assert.That(trace.FirstDifference(cartridge, GameDefinition.Generic), Is.Null);
    }

    private static string Name(string path) => Path.GetFileNameWithoutExtension(path);
}
