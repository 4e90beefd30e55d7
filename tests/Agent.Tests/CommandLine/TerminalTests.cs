using System.Diagnostics;
using System.Text.RegularExpressions;
using NUnit.Framework;

namespace DqnGpu.Agent.Tests;

/// <summary>The program in a terminal: what it shows there, what keys do, and what happens when the window is closed.</summary>
public sealed class TerminalTests : FolderFixture
{
    [Test]
    public void AClosedWindowEndsATrainingWithACheckpoint()
    {
        var folder = Path.Combine(Root, "run");
        using var terminal = StartIn(folder, $"--steps 10M --checkpoint-every 0", behind: "");
        terminal.Close();
        AssertEnds(folder, ExitCode.HungUp);
        Assert.That(Checkpoint.ReadHeader(Path.Combine(folder, "last.checkpoint")).Game, Is.EqualTo("pong"));
    }

    [Test]
    public void ATrainingThatTheShellHasForgottenOutlivesItsWindow()
    {
        var folder = Path.Combine(Root, "run");
        using var terminal = StartIn(folder, "--steps 2000", behind: "& disown");
        terminal.Close();
        AssertEnds(folder, ExitCode.Success);
        Assert.That(new FileInfo(Path.Combine(folder, "last.checkpoint")).Length, Is.Positive);
        Assert.That(File.ReadLines(Path.Combine(folder, "progress.csv")).Last(), Does.Contain(",2000,"));
    }

    [TestCase("q")]
    [TestCase("TERM")]
    public void AWatchedGameShowsNoKeysAndLeavesTheTerminalAsItWas(string end)
    {
        using var terminal = PseudoTerminal.Open();
        var pid = Path.Combine(Root, "pid");
        terminal.Type($"export TERM=xterm; stty cols 120 rows 30; (echo $BASHPID >'{pid}'; exec {Watch}); echo code $?.; stty -a | grep -o -e '-*echo ' | sed 's/^/found /'");
        terminal.WaitUntil(() => terminal.Shown.Contains("q quit"));
        terminal.Type("zzz");
        var pictures = Pictures();
        terminal.WaitUntil(() => Pictures() > pictures + 5);
        Assert.That(terminal.Shown, Does.Not.Contain("zzz"));
        if (end == "q")
            terminal.Type("q");
        else
            Process.Start("kill", [$"-{end}", File.ReadAllText(pid).Trim()]).WaitForExit();
        terminal.WaitUntil(() => Regex.IsMatch(terminal.Shown, "found -*echo"));
        var shown = terminal.Shown;
        Assert.That(shown, Does.Contain("code 0.").And.Contain("found echo"));
        Assert.That(shown, Does.Match(@"(?s)\e\[\?1049h.*\e\[\?25h\e\[\?1049l"));

        int Pictures() => Regex.Count(terminal.Shown, "value");
    }

    [TestCase("")]
    [TestCase(" ")]
    public void AWatchedGameEndsWithItsTerminalEvenWithoutASignal(string pause)
    {
        using var terminal = PseudoTerminal.Open();
        var pid = Path.Combine(Root, "pid");
        // A session of its own that the terminal does not control: nobody tells it that the window is closed.
        terminal.Type($"export TERM=xterm; stty cols 120 rows 30; setsid bash -c \"echo \\$\\$ >'{pid}'; exec {Watch}\"");
        terminal.WaitUntil(() => terminal.Shown.Contains("q quit"));
        terminal.Type(pause);
        var watching = Process.GetProcessById(int.Parse(File.ReadAllText(pid).Trim(), System.Globalization.CultureInfo.InvariantCulture));
        terminal.Close();
        var ended = watching.WaitForExit(TimeSpan.FromSeconds(60));
        if (!ended)
            watching.Kill();
        Assert.That(ended);
    }

    [TestCase("TERM=dumb")]
    [TestCase("TERM=xterm NO_COLOR=1")]
    public void WhereNoPicturesCanBeShownLinesTellOfTheGame(string setting)
    {
        using var terminal = PseudoTerminal.Open();
        terminal.Type($"{setting} {Watch} --seconds 2 --fps 1000; echo code $?.");
        terminal.WaitUntil(() => terminal.Shown.Contains("code 0."));
        // Between them the shell's own codes do not stand.
        var told = Regex.Match(terminal.Shown, "(?s)Weights:.*games; score of the last").Value;
        Assert.That(told, Does.Contain("0:00:01   game 1/1   score").And.Not.Contain("\e"));
    }

    [Test]
    public void WhereTheCursorCannotMoveATrainingTellsItsProgressInLines()
    {
        using var terminal = PseudoTerminal.Open();
        terminal.Type($"TERM=dumb dotnet '{Program}' {string.Join(' ', RunTests.Small)} --steps 400 --out '{Root}/run'; echo code $?.");
        terminal.WaitUntil(() => terminal.Shown.Contains("code 0."));
        var told = Regex.Match(terminal.Shown, "(?s)Run folder:.*Done:").Value;
        Assert.That(told, Does.Contain("filling replay 0/400").And.Not.Contain("\e"));
    }

    private static string Program => typeof(CommandLineProgram).Assembly.Location;

    private static string Watch => $"dotnet '{Program}' watch pong --device simd";

    /// <summary>A training in an interactive shell that has got as far as its table of progress.</summary>
    private PseudoTerminal StartIn(string folder, string options, string behind)
    {
        var small = string.Join(' ', RunTests.Small);
        var terminal = PseudoTerminal.Open();
        // A shell around it notes how it ended; it ignores what the closed window sends, and the training does not inherit that.
        terminal.Type($"(trap : HUP; dotnet '{Program}' {small} {options} --out '{folder}'; echo $? >'{Root}/code') {behind}");
        terminal.WaitUntil(() => File.Exists(Path.Combine(folder, "progress.csv")));
        return terminal;
    }

    private void AssertEnds(string folder, int code)
    {
        var file = Path.Combine(Root, "code");
        var patience = Stopwatch.StartNew();
        while (!File.Exists(file) || new FileInfo(file).Length == 0)
        {
            if (patience.Elapsed > TimeSpan.FromMinutes(2))
                Assert.Fail("The training did not end.");
            Thread.Sleep(20);
        }
        Assert.That(File.ReadAllText(file).Trim(), Is.EqualTo($"{code}"));
    }
}
