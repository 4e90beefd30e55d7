using NUnit.Framework;

namespace DqnGpu.Agent.Tests;

/// <summary><c>roms import</c> by accounts that have no settings yet; and a ROM folder that is mistyped.</summary>
[Platform("Linux")]
[Parallelizable(ParallelScope.All)]
public sealed class RomsCommandTests
{
    private string folder = "";

    [OneTimeSetUp]
    public void MakeFolder()
    {
        folder = Directory.CreateTempSubdirectory("dqngpu roms ").FullName;
        var roms = Directory.CreateDirectory(Path.Combine(folder, "roms"));
        File.WriteAllBytes(Path.Combine(roms.FullName, "homebrew.bin"), new byte[4096]);
        Directory.CreateSymbolicLink(Path.Combine(roms.FullName, "up"), folder);
    }

    [OneTimeTearDown]
    public void RemoveFolder() => Directory.Delete(folder, recursive: true);

    [Test]
    public void AFreshAccountGetsAFolder()
    {
        var result = Import(home: Path.Combine(folder, "fresh"));
        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.Success), result.Error);
        var imported = Path.Combine(folder, "fresh", ".config", "dqngpu", "roms");
        Assert.That(result.Output, Does.Contain($"Cartridges imported to {imported}: 0. Files of no known game: 1."));
        Assert.That(result.Output, Does.Contain("passed over: ").And.Contain("up is a link to"));
        Assert.That(imported, Does.Exist);
    }

    [Test]
    public void AFolderThatCannotBeMadeIsNamedInOneLine()
    {
        var home = Path.Combine(folder, "roms", "homebrew.bin");
        var result = Import(home);
        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.Failure));
        Assert.That(result.ErrorLine, Does.Contain($"{home}/.config/dqngpu/roms").And.Contain("DQNGPU_ROMS").And.Not.Contain("\n"));
    }

    [Test]
    public void AMistypedRomFolderIsTold([Values("games", "trace pong --frames 1")] string command)
    {
        var result = AgentProcess.RunInShell("export DQNGPU_ROMS=/no/such/folder", "", command.Split(' '));
        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.Success));
        Assert.That(result.Output + result.Error, Does.Contain("DQNGPU_ROMS names /no/such/folder"));
    }

    private AgentProcess Import(string home) =>
        AgentProcess.RunInShell($"export HOME='{home}'; unset XDG_CONFIG_HOME", "", "roms", "import", Path.Combine(folder, "roms"));
}
