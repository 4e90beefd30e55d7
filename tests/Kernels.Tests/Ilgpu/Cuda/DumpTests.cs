using System.Text.RegularExpressions;

namespace DqnGpu.Kernels.Tests.Ilgpu.Cuda;

/// <summary>
/// What <see cref="SoftwareDriver"/> writes down instead of executing it (<c>STAND_IN_DUMP</c>), of the whole host side of the device.
/// </summary>
[Category("Slow")]
public sealed class DumpTests
{
    private readonly string folder = Directory.CreateTempSubdirectory("dqngpu-dump").FullName;
    private Dictionary<string, string> printed = [];
    private string[] log = [];

    [OneTimeSetUp]
    public void DumpTheHostPath()
    {
        using var driver = SoftwareDriver.Compile();
        var (status, output) = driver.RunProgram(["host-path"], new KeyValuePair<string, string>("STAND_IN_DUMP", folder));
        Assert.That(status, Is.Zero, output);
        printed = output.Split('\n').Select(line => line.Split(" = ", 2)).Where(parts => parts.Length == 2)
            .ToDictionary(parts => parts[0], parts => parts[1].Trim());
        log = File.ReadAllLines(Path.Combine(folder, "log.txt"));
    }

    [OneTimeTearDown]
    public void RemoveTheDump() => Directory.Delete(folder, recursive: true);

    [Test]
    public void Every_module_is_written_as_the_driver_gets_it()
    {
        var modules = Directory.GetFiles(folder, "module-*.ptx").Order().Select(File.ReadAllText).ToArray();
        Assert.That(modules, Has.Length.EqualTo(int.Parse(printed["modules"])));
        Assert.That(modules, Is.All.Matches(@"^// kernel \w+[^\n]*\.\w+[^\n]*\n").And.All.Contains(".visible .entry"));
        Assert.That(modules, Has.None.Contains("bra.uni"));
        Assert.That(Of("module"), Has.Length.EqualTo(modules.Length));
    }

    [Test]
    public void Every_launch_is_written_plain_and_captured()
    {
        Assert.That(Of("launch").Count(line => Field(line, "captured") == "1"), Is.EqualTo(int.Parse(printed["captured"])));
        Assert.That(Of("launch").Count(line => Field(line, "captured") == "0"), Is.EqualTo(3 * int.Parse(printed["launches"]) + 1), "one tried the device");
        Assert.That(Of("capture"), Has.Length.EqualTo(1));
        Assert.That(Of("graph"), Has.Length.EqualTo(int.Parse(printed["graph launches"])));
        Assert.That(Of("launch").Select(line => Field(line, "number")), Is.Unique);
    }

    [Test]
    public void The_work_of_every_warp_of_every_launch_is_counted_once()
    {
        Assert.That(Of("uncounted"), Is.Empty);
        var counted = Of("counts").GroupBy(line => Field(line, "launch")).ToDictionary(lines => lines.Key, lines => lines.Sum(line =>
        {
            var warps = Field(line, "warps").Split('-').Select(int.Parse).ToArray();
            return int.Parse(Field(line, "groups")) * (warps[1] - warps[0] + 1);
        }));
        foreach (var launch in Of("launch"))
            Assert.That(counted[Field(launch, "number")], Is.EqualTo(Product(launch, "grid") * ((Product(launch, "block") + 31) / 32)), launch);
    }

    [Test]
    public void Every_warp_returns_once()
    {
        var works = Of("work").ToDictionary(line => Field(line, "number"), line => Field(line, "lines"));
        var modules = Of("launch").ToDictionary(line => Field(line, "number"), line => int.Parse(Field(line, "module")));
        var counts = Of("counts").Select(line => (Module: modules[Field(line, "launch")], Work: works[Field(line, "work")])).Distinct().ToArray();
        Assert.That(counts, Has.Length.GreaterThanOrEqualTo(modules.Values.Distinct().Count()));
        foreach (var (module, work) in counts)
        {
            var text = File.ReadAllLines(Path.Combine(folder, $"module-{module:D2}.ptx"));
            var returns = Enumerable.Range(1, text.Length).Where(line => text[line - 1].Trim() == "ret;");
            Assert.That(returns.Sum(line => Executed(work, line)), Is.EqualTo(1), $"module {module}: {work}");
        }
    }

    // "12-40:1,41-300:8,": the first and last line, and how often each between them was executed.
    private static int Executed(string work, int line) => Regex.Matches(work, @"(\d+)-(\d+):(\d+),")
        .Where(piece => int.Parse(piece.Groups[1].Value) <= line && line <= int.Parse(piece.Groups[2].Value))
        .Sum(piece => int.Parse(piece.Groups[3].Value));

    private string[] Of(string kind) => [.. log.Where(line => line.StartsWith(kind + ' ', StringComparison.Ordinal))];

    private static string Field(string line, string name) => Regex.Match(line, $@"\b{name}=(\S*)").Groups[1].Value;

    private static int Product(string line, string name) => Field(line, name).Split(',').Select(int.Parse).Aggregate((a, b) => a * b);
}
