using System.Text.Json.Nodes;
using NUnit.Framework;

namespace DqnGpu.Agent.Tests;

public sealed class RunsCommandTests : FolderFixture
{
    [Test]
    public void ListsThemAsATableAndForPrograms()
    {
        foreach (var (name, seed, mean) in new[] { ("short", 1, "NaN"), ("a-longer-name", 12345, "-20.25") })
        {
            var folder = Directory.CreateDirectory(Path.Combine(Root, name)).FullName;
            File.WriteAllText(Path.Combine(folder, "options.json"), $$"""{ "preset": "nature", "seed": {{seed}} }""");
            File.WriteAllText(Path.Combine(folder, "progress.csv"), $"seconds,steps,games,mean_score,best_mean_score\n3725,1000,4,{mean},NaN\n");
            File.SetLastWriteTimeUtc(Path.Combine(folder, "options.json"), DateTime.UtcNow.AddSeconds(-seed));
        }
        var table = AgentProcess.Run("runs", Root);
        Assert.That(table.ExitCode, Is.EqualTo(ExitCode.Success), table.Error);
        Assert.That(table.Output.ReplaceLineEndings("\n"), Is.EqualTo("""
            run            game  preset    seed  steps  games    mean  best  trained  state
            short          -     nature       1  1,000      4       -     -  1:02:05  stopped
            a-longer-name  -     nature  12,345  1,000      4  -20.25     -  1:02:05  stopped

            """.ReplaceLineEndings("\n")));

        var json = JsonNode.Parse(AgentProcess.Run("runs", Root, "--json").Output)!.AsArray();
        Assert.That(json.Select(run => (string?)run!["name"]), Is.EqualTo(new[] { "short", "a-longer-name" }));
        Assert.That(json[0]!["meanScore"], Is.Null);
        Assert.That((double?)json[1]!["meanScore"], Is.EqualTo(-20.25));
        Assert.That((long?)json[1]!["stepsToMake"], Is.EqualTo(50_000_000));
        Assert.That((string?)json[1]!["state"], Is.EqualTo("stopped"));
    }

    [Test]
    public void SaysWhereThereIsNone()
    {
        Assert.That(AgentProcess.Run("runs", Root).Output, Does.StartWith("There is no run in "));
        Assert.That(AgentProcess.Run("runs", Root, "--json").Output.Trim(), Is.EqualTo("[]"));
        Assert.That(AgentProcess.Run("runs", Path.Combine(Root, "nowhere")).ErrorLine, Does.StartWith("error: There is no folder '"));
    }
}
