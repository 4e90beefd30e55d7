using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using NUnit.Framework;

namespace DqnGpu.Agent.Tests;

public sealed class EvaluateCommandTests : FolderFixture
{
    [Test]
    public void WritesALineForEachGameAndASummary()
    {
        var (csv, json) = (Path.Combine(Root, "games.csv"), Path.Combine(Root, "summary.json"));
        var result = AgentProcess.Run("evaluate", "pong", "--games", "3", "--epsilon", "1", "--seed", "7", "--device", "simd", "--csv", csv, "--json", json);
        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.Success), result.Error);
        var rows = Rows(csv);
        Assert.That(rows.Select(row => row[0]), Is.EqualTo(new[] { 1, 2, 3 }));
        Assert.That(rows.Select(row => row[2]), Is.All.GreaterThan(1000), "frames");

        var summary = JsonNode.Parse(File.ReadAllText(json))!;
        Assert.That((string?)summary["game"], Is.EqualTo("pong"));
        Assert.That((long?)summary["seed"], Is.EqualTo(7));
        Assert.That((int?)summary["evaluation"]!["games"], Is.EqualTo(3));
        var told = Regex.Match(result.Output, @"3 games at epsilon 1: mean (\S+)").Groups[1].Value;
        Assert.That((double?)summary["evaluation"]!["mean"], Is.EqualTo(double.Parse(told, CultureInfo.InvariantCulture)));
        Assert.That(rows.Average(row => row[1]), Is.EqualTo(double.Parse(told, CultureInfo.InvariantCulture)).Within(0.005));
    }

    [Test]
    public void StoppedItKeepsTheGamesThatAreFinished()
    {
        if (OperatingSystem.IsWindows())
            Assert.Ignore("Needs kill(1).");
        var (csv, json) = (Path.Combine(Root, "games.csv"), Path.Combine(Root, "summary.json"));
        var process = AgentProcess.Start(
            "evaluate", "pong", "--games", "100000", "--device", "simd", "--csv", csv, "--json", json, "--publish", Path.Combine(Root, "published"));
        while (process.StandardOutput.ReadLine()?.Contains(" games  mean score ", StringComparison.Ordinal) == false)
            continue;
        Process.Start("kill", ["-TERM", $"{process.Id}"]).WaitForExit();
        var result = AgentProcess.Finish(process);
        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.Terminated), result.Error);
        var finished = int.Parse(Regex.Match(result.Output, @"Stopped after (\d+) of 100000 games\.").Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.That(Rows(csv), Has.Length.EqualTo(finished));
        var summary = JsonNode.Parse(File.ReadAllText(json))!;
        Assert.That((int?)summary["evaluation"]!["games"], Is.EqualTo(finished));
        Assert.That((int?)summary["gamesAskedFor"], Is.EqualTo(100_000));
        Assert.That(Path.Combine(Root, "published"), Does.Not.Exist, "half an evaluation is no card");
    }

    private static double[][] Rows(string csv)
    {
        var lines = File.ReadAllLines(csv);
        Assert.That(lines[0], Is.EqualTo("game,score,frames"));
        return [.. lines.Skip(1).Select(line => line.Split(',').Select(cell => double.Parse(cell, CultureInfo.InvariantCulture)).ToArray())];
    }
}
