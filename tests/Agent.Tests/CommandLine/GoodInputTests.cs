using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using DqnGpu.Ale;
using DqnGpu.Kernels;
using DqnGpu.Nn;
using NUnit.Framework;

namespace DqnGpu.Agent.Tests;

/// <summary>The commands that answer at once.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class GoodInputTests
{
    [Test]
    public void HelpNamesEveryOptionWithItsDefault()
    {
        var result = AgentProcess.Run("--help");
        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.Success));
        foreach (var property in typeof(TrainingOptions).GetProperties().Where(property => property.IsDefined(typeof(FlagAttribute), false)))
            Assert.That(result.Output, Does.Contain(OptionFlags.NameOf(property)));
        Assert.That(result.Output, Does.Contain("[0.99]"));
    }

    [Test]
    public void HelpShowsEachOptionUnderItsHeading()
    {
        var sections = AgentProcess.Run("--help").Output.Split("\n\n");
        foreach (var property in typeof(TrainingOptions).GetProperties())
            if (property.GetCustomAttribute<FlagAttribute>() is { } flag)
                Assert.That(
                    sections.Single(section => Regex.IsMatch(section, $"^  {OptionFlags.NameOf(property)}[ ,]", RegexOptions.Multiline)),
                    Does.StartWith($"{flag.Group}:\n"));
        Assert.That(sections.Select(section => section.Split('\n')[0]), Is.Unique.And.Contains("Commands:").And.Contains("Replay memory:"));
    }

    [TestCase("evaluate", "evaluate <game> [options]")]
    [TestCase("resume", "resume <run> [options]")]
    [TestCase("plot", "plot <runs>... [options]")]
    [TestCase("roms import", "roms import <folder> [options]")]
    [TestCase("trace", "trace [<game>] [options]")]
    public void HelpOfACommandShowsHowItIsCalled(string command, string usage)
    {
        var help = AgentProcess.Run([.. command.Split(' '), "--help"]);
        Assert.That(help.Output, Does.Match($@"\nUsage: \S+ {Regex.Escape(usage)}\n"));
        Assert.That(help.ExitCode, Is.EqualTo(ExitCode.Success));
    }

    [TestCase("games")]
    [TestCase("--help")]
    [TestCase("pong --show-options")]
    [TestCase("trace pong --frames 1000M")]
    public void EndsWhenNobodyReadsItsOutput(string arguments)
    {
        if (OperatingSystem.IsWindows())
            Assert.Ignore("Windows has other pipes.");
        var process = AgentProcess.Start(arguments.Split(' '));
        process.StandardOutput.Close();
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.EqualTo(ExitCode.ReaderGone));
        Assert.That(error, Does.Not.Contain("error"));
    }

    [Test]
    public void ShownOptionsAreReadBack([Values("fast", "article", "nature", "rainbow", "qrdqn", "mdqn")] string preset)
    {
        var shown = AgentProcess.Run("--preset", preset, "--show-options", "--seed", "7", "--steps", "150k", "--net", "nature", "--precision", "tf32");
        Assert.That(shown.ExitCode, Is.EqualTo(ExitCode.Success), shown.Error);
        var expected = TrainingPresets.Find(preset) with { Seed = 7, Steps = 150_000, Net = NetworkKind.Nature, Precision = Precision.Tf32 };
        Assert.That(OptionsFile.FromJson(shown.Output, "output"), Is.EqualTo(expected));

        var file = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"{preset}.json");
        File.WriteAllText(file, shown.Output);
        var again = AgentProcess.Run("--config", file, "--show-options");
        Assert.That(again.Output, Is.EqualTo(shown.Output));
    }

    [TestCase("PongNoFrameskip-v4", "sb3", 0f)]
    [TestCase("ALE/Pong-v5", "gymnasium", 0.25f)]
    [TestCase("pong", "sb3", null)]
    public void AnIdImpliesItsWrappers(string id, string preprocessing, float? sticky)
    {
        var shown = AgentProcess.Run(id, "--show-options");
        var options = OptionsFile.FromJson(shown.Output, "output");
        Assert.That(options.Preprocessing, Is.EqualTo(preprocessing));
        Assert.That(options.Sticky, Is.EqualTo(sticky));
    }

    [Test]
    public void AFlagOverridesWhatTheIdImplies()
    {
        var shown = AgentProcess.Run("ALE/Pong-v5", "--sticky", "0", "--show-options");
        Assert.That(OptionsFile.FromJson(shown.Output, "output").Sticky, Is.Zero);
    }

    [TestCase("pong", 10)]
    [TestCase("breakout", 15)]
    public void TrainedWeightsComeAlongAndPlayWell(string game, double wellAbove)
    {
        // Written to a file, so that ROMs found on this machine make no difference.
        var rom = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"{game}-bundled.bin");
        File.WriteAllBytes(rom, BundledCartridges.Find(game)!.Bytes.ToArray());
        var result = AgentProcess.Run("evaluate", game, "--rom", rom, "--games", "2", "--epsilon", "0.01");
        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.Success), result.Error);
        var mean = Regex.Match(result.Output, @"2 games at epsilon 0.01: mean (\S+)");
        Assert.That(double.Parse(mean.Groups[1].Value, CultureInfo.InvariantCulture), Is.GreaterThan(wellAbove));
    }

    [Test]
    public void GamesAreListed()
    {
        var result = AgentProcess.Run("games");
        Assert.That(result.Output, Does.Contain("space_invaders").And.Contain("104 games"));
        Assert.That(result.Output, Does.Contain("bundled cartridge"));
    }

    [Test]
    public void DevicesAreListed() => Assert.That(AgentProcess.Run("devices").Output, Does.Contain("simd"));

    [Test]
    public void TraceHasALineForEachFrame()
    {
        var result = AgentProcess.Run("trace", "pong", "--frames", "20", "--actions", "noop", "--sound");
        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.Success), result.Error);
        var lines = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !line.StartsWith('#')).Skip(1).ToArray();
        Assert.That(lines, Has.Length.EqualTo(21));
        Assert.That(lines.Select(line => int.Parse(line.Split(',')[0], CultureInfo.InvariantCulture)), Is.EqualTo(Enumerable.Range(0, 21)));
        Assert.That(lines.Select(line => line.Split(',').Length), Is.All.EqualTo(11), "the last is the sound's hash");
    }
}
