using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace DqnGpu.Packages.Tests;

/// <summary>The packages as strangers meet them: what they say of themselves, what they bring along, and that the first thing one tries works.</summary>
[Category("Slow")]
public sealed partial class PackageTests
{
    private const long Megabyte = 1L << 20;

    private EmptyMachine machine = null!;

    [OneTimeSetUp]
    public void Pack() => machine = new();

    [OneTimeTearDown]
    public void Remove() => machine?.Dispose();

    [Test]
    public void TheToolIsInstalledAndLearnsAndPlaysAndTellsHowToGoOn()
    {
        machine.Succeed(machine.Root, "dotnet", "tool", "install", "DqnGpu", "--tool-path", machine.Tools, "--version", machine.Version);
        var tool = Path.Combine(machine.Tools, "dqngpu");
        var trained = machine.Succeed(
            machine.Root, tool, "pong", "--device", "simd", "--prefill", "500", "--replay-capacity", "5000", "--steps", "1000", "--out", "runs/pong");
        Assert.That(trained, Does.Contain("step 1,000/1,000").And.Contain("the open cartridge bundled with this program"));
        Assert.That(machine.Succeed(machine.Root, tool, "resume", "runs/pong"), Does.Contain("To go further: dqngpu resume runs/pong"));
        Assert.That(machine.Succeed(machine.Root, tool, "evaluate", "pong", "--device", "simd", "--games", "1"), Does.Contain("1 games at epsilon"));
    }

    [Test]
    public void TheToolRunsWithoutBeingInstalled() => Assert.That(
        machine.Succeed(machine.Root, "dotnet", "tool", "exec", $"DqnGpu@{machine.Version}", "--yes", "--", "devices"), Does.Contain("simd"));

    [TestCase("DqnGpu.Kernels", @": 1 2 3\n")]
    [TestCase("DqnGpu.Nn", @"^-?0\.0 1\.0 1\.0 -?0\.0\n")]
    [TestCase("DqnGpu.Ale", @"^100 frames, score -?\d, \d+ different bytes in the picture\n")]
    [TestCase("DqnGpu.Agent", @"step 1,000/1,000[^$]*: a mean score of [12]\d\.\d after [\d,]+ steps\n")]
    public void TheProgramOfAReadmeRuns(string package, string output)
    {
        var readme = File.ReadAllText(Path.Combine(Repository.Root, "src", Repository.Libraries[package], "README.md"));
        var program = CSharp().Match(readme).Groups[1].Value;
        Assert.That(readme, Does.Contain($"dotnet add package {package}"));
        var folder = machine.NewProgram(Repository.Libraries[package], program, "", package);
        Assert.That(machine.Succeed(folder, "dotnet", "run").ReplaceLineEndings("\n"), Does.Match(output));
    }

    [TestCase("DqnGpu.Kernels", 1, "ILGPU", "System.Numerics.Tensors")]
    [TestCase("DqnGpu.Nn", 1, "DqnGpu.Kernels", "Google.Protobuf")]
    [TestCase("DqnGpu.Ale", 1)]
    [TestCase("DqnGpu.Agent", 8, "DqnGpu.Ale", "DqnGpu.Kernels", "DqnGpu.Nn", "System.Numerics.Tensors")]
    public void ALibraryBringsWhatItUsesAndNothingElse(string package, int megabytes, params string[] dependencies)
    {
        using var archive = Open($"{package}.{machine.Version}.nupkg", megabytes);
        AssertIsDescribed(archive, package);
        Assert.That(
            Specification(archive, package).Descendants().Where(element => element.Name.LocalName == "dependency").Select(element => element.Attribute("id")!.Value),
            Is.EquivalentTo(dependencies));
        Assert.That(archive.Entries.Select(entry => entry.FullName), Does.Contain($"lib/net10.0/{package}.xml"));

        using var code = Content(archive, $"lib/net10.0/{package}.dll");
        using var assembly = new PEReader(code);
        var metadata = assembly.GetMetadataReader();
        Assert.That(
            metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name)), Is.SupersetOf(dependencies),
            "a dependency that is not used");

        using var symbols = Open($"{package}.{machine.Version}.snupkg", 1);
        Assert.That(symbols.Entries.Select(entry => entry.FullName), Does.Contain($"lib/net10.0/{package}.pdb"));
    }

    [Test]
    public void TheToolFitsIntoMegabytes()
    {
        using var archive = Open($"DqnGpu.{machine.Version}.nupkg", 60);
        AssertIsDescribed(archive, "DqnGpu");
        Assert.That(archive.Entries.Select(entry => Path.GetExtension(entry.Name) == ".pdb" ? Path.GetFileNameWithoutExtension(entry.Name) : "").Where(name => name.Length > 0),
            Is.EquivalentTo(["dqngpu", .. Repository.Libraries.Keys]), "the symbols by which the page finds its code, and no others");
    }

    [Test]
    public void ThereAreNoOtherPackages() => Assert.That(
        Directory.GetFiles(machine.Feed, "*.nupkg").Select(file => Path.GetFileName(file).Replace($".{machine.Version}.nupkg", "")),
        Is.EquivalentTo(["DqnGpu", .. Repository.Libraries.Keys]));

    // Trimmed, a program still translates cartridges, by names of methods that must not have been trimmed; ahead of time it does not translate.
    [TestCase("PublishTrimmed")]
    [TestCase("PublishAot")]
    public void TheConsoleIsTheSameTrimmedAndCompiledAheadOfTime(string how)
    {
        const string Program = """
            using DqnGpu.Ale;

            foreach (var name in (string[])["pong", "breakout"])
            {
                var atari = AtariEnvironment.FromGame(name, new() { RandomSeed = 1 });
                var random = new Random(1);
                var hash = 14695981039346656037UL;
                for (var step = 0; step < 5_000; step++)
                {
                    if (atari.EpisodeOver)
                        atari.ResetGame();
                    atari.Act(atari.Game.MinimalActions[random.Next(atari.Game.MinimalActions.Count)]);
                    foreach (var value in atari.Screen)
                        hash = (hash ^ value) * 1099511628211;
                }
                Console.WriteLine($"{name} {hash:x16}");
            }
            """;
        var machineKind = RuntimeInformation.RuntimeIdentifier;
        var plain = machine.NewProgram($"Plain{how}", Program, "", "DqnGpu.Ale");
        var published = machine.NewProgram(how, Program, $"<{how}>true</{how}><CppCompilerAndLinker>gcc</CppCompilerAndLinker>", "DqnGpu.Ale");
        machine.Succeed(published, "dotnet", "publish", "-c", "Release", "-r", machineKind, "--self-contained", "-o", Path.Combine(published, "out"), "-warnaserror");
        var hashes = machine.Succeed(plain, "dotnet", "run", "-c", "Release");
        Assert.That(hashes, Does.Match("^pong [0-9a-f]{16}\\s+breakout [0-9a-f]{16}\\s+$"));
        Assert.That(machine.Succeed(published, Path.Combine(published, "out", how)), Is.EqualTo(hashes));
    }

    [Test]
    public void TheSameSourcesGiveTheSameBytesWhereverTheyLie()
    {
        Assert.That(Build("one"), Is.EqualTo(Build("another/folder")));

        byte[] Build(string place)
        {
            // A repository, because a build knows from it where the sources' root is; with the sources as they are now.
            var root = Path.Combine(machine.Root, "sources", place);
            machine.Succeed(machine.Root, "git", "clone", "-q", Repository.Root, root);
            foreach (var file in new[] { "Directory.Build.props", "Directory.Packages.props", "src/Directory.Build.props", "src/Ale/Ale.csproj" })
                File.Copy(Path.Combine(Repository.Root, file), Path.Combine(root, file), overwrite: true);
            machine.Succeed(root, "dotnet", "build", "src/Ale", "-c", "Release", "-v", "q", "-p:CI=true");
            return File.ReadAllBytes(Path.Combine(root, "src/Ale/bin/Release/net10.0/DqnGpu.Ale.dll"));
        }
    }

    private ZipArchive Open(string file, int megabytes)
    {
        var path = Path.Combine(machine.Feed, file);
        Assert.That(new FileInfo(path).Length, Is.LessThan(megabytes * Megabyte), file);
        return ZipFile.OpenRead(path);
    }

    private static void AssertIsDescribed(ZipArchive archive, string package)
    {
        var specification = Specification(archive, package);
        string Value(string name) => specification.Descendants().Single(element => element.Name.LocalName == name).Value;
        Assert.Multiple(() =>
        {
            Assert.That(Value("description"), Has.Length.InRange(100, 400));
            Assert.That(Value("tags"), Does.Contain("reinforcement-learning").And.Contain("atari"));
            Assert.That(Value("license"), Is.EqualTo("MIT"));
            Assert.That(Content(archive, Value("icon")).Length, Is.Positive);
            Assert.That(new StreamReader(Content(archive, Value("readme"))).ReadLine(), Is.EqualTo($"# {package}"));
        });
    }

    private static XDocument Specification(ZipArchive archive, string package) => XDocument.Load(Content(archive, $"{package}.nuspec"));

    private static MemoryStream Content(ZipArchive archive, string name)
    {
        using var entry = archive.GetEntry(name)!.Open();
        var content = new MemoryStream();
        entry.CopyTo(content);
        content.Position = 0;
        return content;
    }

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CSharp();
}
