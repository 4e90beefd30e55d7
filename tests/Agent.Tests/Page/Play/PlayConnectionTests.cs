using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;
using NUnit.Framework;

namespace DqnGpu.Agent.Tests;

/// <summary>People who play over real connections, at the console's own pace.</summary>
public sealed class PlayConnectionTests
{
    private const int Width = 160;
    private const int PlayersColumn = 140; // of Pong: the paddle on the right side

    private PlayingAgent agent = null!;
    private PlayEndpoints endpoints = null!;
    private PageServer server = null!;

    [OneTimeSetUp]
    public void Serve()
    {
        agent = new();
        endpoints = new(agent.Setup, agent.Stage);
        server = PageServer.Start(PageAddress.Loopback, endpoints.Add);
    }

    [OneTimeTearDown]
    public void End()
    {
        server.Dispose();
        endpoints.Dispose();
        agent.Dispose();
    }

    [Test]
    public async Task KeysMoveThePaddle()
    {
        using var person = await Open();
        var middle = await PaddleAt(person, paddle => paddle is not null);
        await person.Say(new { keys = (string[])["up"] });
        await PaddleAt(person, paddle => paddle < middle - 30);
        await person.Say(new { keys = (string[])["left"] });
        await PaddleAt(person, paddle => paddle > middle + 30);
        await person.Say(new { keys = (string[])[] });
        var held = await PaddleAt(person, _ => true);
        for (var picture = 0; picture < 5; picture++)
            held = await PaddleAt(person, _ => true);
        Assert.That(await PaddleAt(person, _ => true), Is.EqualTo(held));
    }

    [Test]
    public async Task ThePaddleComesToItsWantedPlaceUntilKeysTurnItAgain()
    {
        using var person = await Open();
        await person.Say(new { paddle = 0.9 });
        var top = await PaddleAt(person, paddle => paddle < 70);
        await person.Say(new { paddle = 0.1 });
        await PaddleAt(person, paddle => paddle > top + 80);
        await person.Say(new { paddle = (double?)null, keys = (string[])["right", "fire"] });
        await PaddleAt(person, paddle => paddle < top);
    }

    [Test]
    public async Task AnAgentTakesOverAndHandsBack()
    {
        using var person = await Open();
        Assert.That(await Who(person), Is.EqualTo(("you", true, false)));
        await person.Say(new { agent = true });
        await Until(person, picture => picture["q"].ValueKind == JsonValueKind.Array && picture["q"].GetArrayLength() == 6);
        Assert.That(await Who(person), Is.EqualTo(("agent", true, true)));
        await person.Say(new { agent = false });
        await Until(person, picture => picture["who"].GetString() == "you");
        Assert.That(await Who(person), Is.EqualTo(("you", true, false)));
    }

    [Test]
    public async Task WhoAsksForNoAgentGetsNone()
    {
        using var person = await PageClient.Open(server.Address, "/api/play");
        await person.Say(new { agent = true });
        for (var picture = 0; picture < 5; picture++)
            Assert.That(await Who(person), Is.EqualTo(("you", false, false)));
    }

    [Test]
    public async Task AGameIsPausedGoneOnWithAndBegunAnew()
    {
        using var person = await Open();
        var played = await Until(person, picture => picture["frame"].GetInt64() > 20);
        await person.Say(new { @do = "pause" });
        var paused = await Until(person, picture => picture["paused"].GetBoolean());
        await person.Say(new { @do = "next" });
        await Task.Delay(300);
        var since = Stopwatch.StartNew();
        await person.Say(new { @do = "resume" });
        var next = await person.Receive();
        Assert.That(
            next!["frame"].GetInt64() - paused["frame"].GetInt64(), Is.LessThanOrEqualTo(2 + 60 * since.Elapsed.TotalSeconds), "in the pause nothing has moved");
        await Until(person, picture => picture["frame"].GetInt64() > paused["frame"].GetInt64() + 5);
        await person.Say(new { @do = "reset" });
        await Until(person, picture => picture["score"].GetInt32() == 0);
        Assert.That(played["games"].GetInt32(), Is.Zero);
    }

    [Test]
    public async Task EveryoneHasAConsoleOfTheirOwnAndLeavesItBehindAtOnce()
    {
        var people = new List<PageClient>();
        try
        {
            while (people.Count < PlayEndpoints.MostPlayers)
                people.Add(await Open());
            await people[0].Say(new { keys = (string[])["up"] });
            await PaddleAt(people[0], paddle => paddle < 60);
            Assert.That(await PaddleAt(people[1], paddle => paddle is not null), Is.GreaterThan(90));
            Assert.That(Open, Throws.TypeOf<WebSocketException>().With.Message.Contains("503"));
            // It vanishes without a word.
            people[0].Socket.Abort();
            var patience = DateTime.UtcNow + TimeSpan.FromMinutes(1);
            while (people.Count == PlayEndpoints.MostPlayers)
                try
                {
                    people.Add(await Open());
                }
                catch (WebSocketException) when (DateTime.UtcNow < patience)
                {
                    await Task.Delay(20);
                }
            Assert.That((await people[^1].Next())!["kind"].GetString(), Is.EqualTo("play"));
        }
        finally
        {
            people.ForEach(person => person.Dispose());
        }
    }

    [TestCase("{\"keys\":5}")]
    [TestCase("{\"keys\":[1]}")]
    [TestCase("{\"paddle\":\"left\"}")]
    [TestCase("{\"agent\":1}")]
    [TestCase("[]")]
    [TestCase("what")]
    public async Task WhoSpeaksAnotherLanguageIsLeftAlone(string words)
    {
        using var person = await Open();
        await person.SayText(words);
        Assert.That(await person.Receive(), Is.Null);
    }

    [Test]
    public void AForeignOriginIsRefused() => Assert.That(
        async () => await PageClient.Open(server.Address, "/api/play", options => options.SetRequestHeader("Origin", "http://evil.example")),
        Throws.TypeOf<WebSocketException>().With.Message.Contains("403"));

    [Test]
    public async Task AServerThatClosesEndsItsGames()
    {
        using var person = await Closing();
        while (await person.Receive() is not null)
        {
            // Until it says goodbye.
        }

        async Task<PageClient> Closing()
        {
            using var other = PageServer.Start(PageAddress.Loopback, new PlayEndpoints(agent.Setup).Add);
            var client = await PageClient.Open(other.Address, "/api/play");
            await client.Next();
            return client;
        }
    }

    private Task<PageClient> Open() => PageClient.Open(server.Address, "/api/play?agent=1");

    private static async Task<(string? Who, bool MayTakeOver, bool HasValues)> Who(PageClient person)
    {
        var picture = (await person.Next())!;
        return (picture["who"].GetString(), picture["mayTakeOver"].GetBoolean(), picture["q"].ValueKind != JsonValueKind.Null);
    }

    private static async Task<ReceivedMessage> Until(PageClient person, Func<ReceivedMessage, bool> holds)
    {
        var patience = DateTime.UtcNow + TimeSpan.FromMinutes(1);
        while (DateTime.UtcNow < patience)
            if (await person.Next() is { } picture && holds(picture))
                return picture;
        throw new TimeoutException("No such picture has come.");
    }

    /// <summary>The row of the paddle's middle; null while none is drawn.</summary>
    private static async Task<double?> PaddleAt(PageClient person, Func<double?, bool> holds)
    {
        double? paddle = null;
        await Until(person, picture => holds(paddle = PaddleIn(picture)));
        return paddle;
    }

    private static double? PaddleIn(ReceivedMessage picture)
    {
        Assert.That(picture.Shape("screen"), Is.EqualTo(new[] { 210, Width }));
        var column = picture.Bytes("screen").Where((_, pixel) => pixel % Width == PlayersColumn).ToArray();
        var ground = column[100..].GroupBy(colour => colour).MaxBy(group => group.Count())!.Key;
        // Between the borders of the field.
        var rows = Enumerable.Range(34, 160).Where(row => column[row] != ground).ToArray();
        return rows.Length is 0 or > 40 ? null : rows.Average();
    }
}
