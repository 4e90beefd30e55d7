using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using DqnGpu.Ale;
using NUnit.Framework;

namespace DqnGpu.Agent.Tests;

/// <summary><c>play</c> as a process, asked by what a page would ask.</summary>
public sealed class PlayCommandTests : FolderFixture
{
    [Test]
    public async Task AGameThatAnAgentHasLearnedIsPlayedWithIt()
    {
        var (said, stage, picture) = await Play("pong");
        Assert.That(said, Has.Some.StartsWith("Agent that may take over: ").And.Some.EqualTo("The page is silent; videos have the sound."));
        Assert.That(
            (stage.GetProperty("kind").GetString(), stage.GetProperty("paddle").GetString(), stage.GetProperty("title").GetString()),
            Is.EqualTo(("agent", "vertical", "Pong")));
        Assert.That(picture["mayTakeOver"].GetBoolean());
    }

    [Test]
    public async Task ACartridgeThatNobodyKnowsIsPlayedAlone()
    {
        var rom = Path.Combine(Root, "mine.bin");
        var bytes = BundledCartridges.Find("pong")!.Bytes.ToArray();
        // Between program and vectors: it plays as before, but nobody knows its MD5.
        bytes[Array.LastIndexOf(bytes, (byte)0, bytes.Length - 7)]++;
        File.WriteAllBytes(rom, bytes);
        var (said, stage, picture) = await Play("--rom", rom);
        Assert.That(said, Has.Some.StartsWith("You play alone: ").And.Some.Contain("No known game has this MD5"));
        Assert.That(
            (stage.GetProperty("kind").GetString(), stage.GetProperty("game").GetString(), stage.GetProperty("network").ValueKind),
            Is.EqualTo(("game", "generic", JsonValueKind.Null)));
        Assert.That(stage.GetProperty("paddle").ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That(picture["mayTakeOver"].GetBoolean(), Is.False);
        Assert.That(picture.Bytes("screen").Distinct().Count(), Is.GreaterThan(1));
    }

    private static async Task<(List<string> Said, JsonElement Stage, ReceivedMessage Picture)> Play(params string[] arguments)
    {
        if (OperatingSystem.IsWindows())
            Assert.Ignore("Needs kill(1).");
        const string Page = "Page: ";
        using var process = AgentProcess.Start(["play", .. arguments, "--no-browser"]);
        try
        {
            var said = new List<string>();
            while (said.LastOrDefault()?.StartsWith(Page, StringComparison.Ordinal) != true)
                said.Add(await process.StandardOutput.ReadLineAsync() ?? throw new EndOfStreamException(await process.StandardError.ReadToEndAsync()));
            var page = new Uri(said[^1][Page.Length..]);
            Assert.That(page.Fragment, Is.EqualTo("#play"));
            using var http = new HttpClient();
            var stage = await http.GetFromJsonAsync<JsonElement>(new Uri(page, "/api/stage"));
            using var person = await PageClient.Open(page, "/api/play?agent=1");
            ReceivedMessage picture;
            do
                picture = (await person.Next())!;
            while (picture["frame"].GetInt64() < 5);
            Process.Start("kill", ["-TERM", $"{process.Id}"]).WaitForExit();
            Assert.That(process.WaitForExit(TimeSpan.FromMinutes(1)), "a signal ends it");
            Assert.That(process.ExitCode, Is.EqualTo(ExitCode.Success));
            return (said, stage, picture);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }
}
