using System.Text.RegularExpressions;
using DqnGpu.Ale;
using DqnGpu.Kernels;
using NUnit.Framework;

namespace DqnGpu.Agent.Tests;

/// <summary>The agent that comes along plays Pong for viewers with scripted keys.</summary>
public sealed class ViewerTests
{
    private const double AnyPace = 1e6;

    private Device device = null!;
    private AgentGame game = null!;

    [SetUp]
    public void Begin()
    {
        device = DeviceChoice.Open("simd", threads: 1);
        var rom = new RomLibrary(new RomSearchPaths()).Find("pong");
        var agent = TrainedAgent.Bundled(rom);
        game = new(agent.Setup(rom, learnt => learnt with { Threads = 1 }), agent, device, epsilon: 0.05, seed: 1);
    }

    [TearDown]
    public void End()
    {
        game.Dispose();
        device.Dispose();
    }

    [Test]
    public void APauseHoldsTheGameAndMakesSingleSteps()
    {
        var waits = 0;
        var shown = Show(games: 1, asked => asked switch
        {
            0 => ' ',
            < 10 => Waited(),
            10 or 12 or 14 => '.',
            16 => 'q',
            _ => null,
        });
        Assert.That(waits, Is.EqualTo(9));
        Assert.That(game.Played.TotalSeconds, Is.EqualTo(3 * 4 / 60.0).Within(1e-6));
        Assert.That(shown, Does.Contain("paused"));

        char? Waited()
        {
            waits++;
            Assert.That(game.Played, Is.EqualTo(TimeSpan.Zero));
            return null;
        }
    }

    [Test]
    public void TheNextGameBeginsWhenItIsAskedFor()
    {
        var shown = Show(games: 3, asked => asked is 20 or 40 or 60 ? 'n' : null);
        Assert.That(game.Games, Is.EqualTo(3));
        Assert.That(game.Played.TotalSeconds, Is.LessThan(10));
        Assert.That(shown, Does.Contain("game 1/3").And.Contain("game 2/3").And.Contain("game 3/3"));
    }

    [Test]
    public void TheFirstScreenComesBackWhateverHappens()
    {
        using var output = new StringWriter();
        Assert.That(
            () => new TerminalViewer(output, new(() => throw new InvalidDataException()), "").Show(game, new(1, TimeSpan.MaxValue), AnyPace, default),
            Throws.InstanceOf<InvalidDataException>());
        Assert.That(output.ToString(), Does.EndWith("\e[?25h\e[?1049l"));
    }

    [Test]
    public void TheLineOfKeysFitsTheTerminal()
    {
        var shown = Show(games: 1, asked => asked == 10 ? 'q' : null, legend: new string('x', 500));
        var lines = Regex.Matches(shown, @"\r\n( game [^\e]*)\e\[K").Select(match => match.Groups[1].Value).ToList();
        Assert.That(lines, Is.Not.Empty.And.All.Length.LessThan(Terminal.Size.Columns));
    }

    [Test]
    public void PlainLinesTellOfEverySecondAndHoldNoCodes()
    {
        using var output = new StringWriter();
        PlainViewer.Show(output, game, new(1, TimeSpan.FromSeconds(5)), AnyPace, default);
        var lines = output.ToString().TrimEnd().Split(Environment.NewLine);
        Assert.That(lines, Has.Length.EqualTo(5).And.All.Match(@"^0:00:0[1-5]   game 1/1   score -?\d+   value -?\d\.\d\d$"));
        Assert.That(output.ToString(), Does.Not.Contain('\e'));
    }

    [Test]
    public void PlainLinesTellOfAGamesEnd()
    {
        using var output = new StringWriter();
        PlainViewer.Show(output, game, new(1, TimeSpan.MaxValue), AnyPace, default);
        Assert.That(output.ToString(), Does.Match(@"score -?\d+   value [^\n]*   game over\r?\n$"));
    }

    /// <param name="games">Games to show.</param>
    /// <param name="key">The key pressed when it is asked for the n-th time.</param>
    /// <param name="legend">What is said of the keys.</param>
    private string Show(int games, Func<int, char?> key, string legend = ViewerControls.Legend)
    {
        using var output = new StringWriter();
        var asked = 0;
        new TerminalViewer(output, new(() => key(asked++)), legend).Show(game, new(games, TimeSpan.MaxValue), AnyPace, default);
        return output.ToString();
    }
}
