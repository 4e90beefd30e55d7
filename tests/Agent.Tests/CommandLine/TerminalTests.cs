using System.Diagnostics;
using NUnit.Framework;

namespace DqnGpu.Agent.Tests;

/// <summary>Trainings in a terminal whose window is closed meanwhile.</summary>
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

    /// <summary>A training in an interactive shell that has got as far as its table of progress.</summary>
    private PseudoTerminal StartIn(string folder, string options, string behind)
    {
        var small = string.Join(' ', RunTests.Small);
        var terminal = PseudoTerminal.Open();
        // A shell around it notes how it ended; it ignores what the closed window sends, and the training does not inherit that.
        terminal.Type($"(trap : HUP; dotnet '{typeof(CommandLineProgram).Assembly.Location}' {small} {options} --out '{folder}'; echo $? >'{Root}/code') {behind}");
        WaitUntil(() => File.Exists(Path.Combine(folder, "progress.csv")), terminal);
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

    private static void WaitUntil(Func<bool> condition, PseudoTerminal terminal)
    {
        var patience = Stopwatch.StartNew();
        while (!condition())
        {
            if (patience.Elapsed > TimeSpan.FromMinutes(2))
                Assert.Fail($"The training did not begin:\n{terminal.Shown}");
            Thread.Sleep(20);
        }
    }
}
