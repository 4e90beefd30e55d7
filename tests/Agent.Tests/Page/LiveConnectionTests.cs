using System.Net.WebSockets;
using System.Text.Json;
using NUnit.Framework;

namespace DqnGpu.Agent.Tests;

/// <summary>The server under strain, over real sockets.</summary>
public sealed class LiveConnectionTests
{
    private StandInStage stage = null!;
    private PageServer server = null!;

    [TearDown]
    public void End()
    {
        server.Dispose();
        stage.Dispose();
    }

    [Test]
    public async Task TwentyAtOnceSeeTheGameGoOn()
    {
        Serve();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
        {
            using var client = await Look(game: i % 2, speed: i % 3 == 0 ? 2 : "live");
            var before = -1L;
            for (var picture = 0; picture < 8; picture++)
            {
                var got = await client.NextStep();
                var number = got["step"].GetInt64();
                if (!BeginsClip(got))
                    Assert.That(number, Is.GreaterThan(before));
                Assert.That(got.Bytes("screen"), Has.All.EqualTo((byte)number), "the whole picture is of one step");
                Assert.That(got.Bytes("frames"), Has.All.EqualTo((byte)number));
                Assert.That(got["action"].GetInt32(), Is.EqualTo(i % 2), "each sees the game it asked for");
                before = number;
            }
        }));
    }

    [Test, Category("Slow")]
    public async Task WhoReadsSlowlyGetsFewerPicturesAndNothingIsQueuedForThem()
    {
        // 11 MB a picture: more than a connection holds on its way.
        Serve(frameSide: 1_700);
        using var slow = await Look();
        using var other = await Look();
        var asking = Task.Run(async () =>
        {
            // It asks and asks, but reads nothing.
            for (var i = 0; i < 400; i++)
            {
                await slow.Say(new { @do = "next" });
                await Task.Delay(5);
            }
        });
        var seenByOther = 0;
        while (!asking.IsCompleted)
        {
            await other.NextStep();
            seenByOther++;
        }
        Assert.That(seenByOther, Is.GreaterThan(2), "nobody waits for the slow one");
        var now = stage.Played;
        var old = 0;
        while ((await slow.NextStep())["step"].GetInt64() < now)
            old++;
        Assert.That(old, Is.LessThanOrEqualTo(3), "what was on its way, what was asked for meanwhile, and no more");
    }

    [Test]
    public async Task WhoAsksManyTimesAtOnceIsGivenOnePictureAndOneMore()
    {
        Serve();
        using var client = await Look();
        await client.NextStep();
        for (var i = 0; i < 50; i++)
            await client.Say(new { @do = "next" });
        var now = stage.Played;
        while (stage.Played < now + 500)
            await Task.Yield();
        stage.End();
        await client.Say(new { @do = "next" });
        var pictures = 0;
        while (await client.Receive() is not null)
            pictures++;
        // One was being made while the rest came; asking goes on meanwhile, so a slow sender gets a few.
        Assert.That(pictures, Is.LessThan(6));
    }

    [Test]
    public async Task WhoVanishesInThePictureHarmsNobody()
    {
        Serve(frameSide: 1_700);
        using var other = await Look();
        // More of them than may look at once: each must leave its place.
        for (var i = 0; i < 80; i++)
        {
            using var vanishing = await Look();
            await vanishing.Say(new { @do = "next" });
            if (i % 2 == 0)
                _ = await vanishing.Socket.ReceiveAsync(new byte[1_000].AsMemory(), CancellationToken.None);
            vanishing.Socket.Abort();
            if (i % 20 == 0)
                await other.NextStep();
        }
        using var later = await Look();
        Assert.That((await later.NextStep())["step"].GetInt64(), Is.Positive);
        Assert.That((await other.NextStep())["step"].GetInt64(), Is.Positive);
    }

    [TestCase("}{")]
    [TestCase("[]")]
    [TestCase("7")]
    [TestCase("{}")]
    [TestCase("{\"do\":7}")]
    [TestCase("{\"do\":\"view\",\"game\":\"all\"}")]
    [TestCase("{\"do\":\"view\",\"speed\":[]}", false)]
    [TestCase("{\"do\":\"view\",\"game\":-5}", false)]
    [TestCase("{\"do\":\"view\",\"game\":9999999999,\"speed\":-1e400}", false)]
    [TestCase("{\"do\":\"dance\"}", false)]
    [TestCase(null)]
    public async Task WhoTalksNonsenseIsLeftAloneAndNobodyElse(string? nonsense, bool ends = true)
    {
        Serve();
        using var other = await Look();
        using var client = await Look();
        await client.SayText(nonsense ?? $"\"{new string('x', 100_000)}\"");
        if (ends)
            Assert.That(await SaysGoodbye(client));
        else
            await client.NextStep();
        await other.NextStep();
    }

    [Test]
    public async Task AFullHouseSaysSo()
    {
        Serve();
        var clients = new List<PageClient>();
        for (var i = 0; i < 64; i++)
            clients.Add(await PageClient.Open(server.Address));
        Assert.That(async () => await PageClient.Open(server.Address), Throws.TypeOf<WebSocketException>().With.Message.Contains("503"));
        foreach (var client in clients)
            client.Dispose();
    }

    [Test]
    public async Task APauseHoldsForAllAndAnyoneMayEndIt()
    {
        Serve();
        using var one = await Look();
        using var other = await Look();
        await one.NextStep();
        await one.Say(new { @do = "pause" });
        ReceivedMessage got;
        while (!(got = (await other.Next())!)["paused"].GetBoolean())
        {
        }
        Assert.That(stage.Paused);
        using var late = await Look(speed: 1);
        Assert.That((await late.NextStep()).Bytes("screen"), Has.Length.EqualTo(160 * 210), "who comes during a pause sees where it stands");
        await other.Say(new { @do = "resume" });
        var before = stage.Played;
        while ((await one.NextStep())["step"].GetInt64() <= before)
        {
        }
        Assert.That(stage.Paused, Is.False);
    }

    [Test]
    public async Task AClipShowsEveryStepOnce()
    {
        Serve();
        using var client = await Look(speed: 100);
        var first = await client.NextStep();
        while (!BeginsClip(first))
            first = await client.NextStep();
        for (var i = 1; i < 20; i++)
        {
            var next = await client.NextStep();
            Assert.That(next["step"].GetInt64(), Is.EqualTo(first["step"].GetInt64() + i));
            Assert.That(next["clip"].GetProperty("index").GetInt32(), Is.EqualTo(1 + i));
        }
    }

    [Test]
    public async Task AtTheEndEveryoneIsToldWhy()
    {
        Serve();
        using var asking = await Look();
        using var waiting = await Look();
        await asking.NextStep();
        stage.End();
        Assert.That(await SaysGoodbye(asking, asks: true));
        Assert.That(asking.Words!.Value.GetProperty("reason").GetString(), Is.EqualTo("It is over."));
        server.Dispose();
        Assert.That(await SaysGoodbye(waiting));
        Assert.That(waiting.Words!.Value.GetProperty("reason").GetString(), Is.EqualTo("It is over."));
    }

    [Test]
    public async Task TheServerEndsWhoeverIsStillThere()
    {
        Serve(frameSide: 1_700);
        using var idle = await Look();
        using var stuck = await Look();
        await stuck.Say(new { @do = "next" });
        while (!stage.Recorder(0).IsWanted)
            await Task.Yield();
        var ending = Task.Run(server.Dispose);
        Assert.That(await Task.WhenAny(ending, Task.Delay(TimeSpan.FromSeconds(30))), Is.SameAs(ending));
        await ending;
    }

    private void Serve(int frameSide = 84)
    {
        stage = new(frameSide);
        server = PageServer.Start(PageAddress.Loopback, (application, closing) => StageEndpoints.Add(application, stage, closing));
    }

    private async Task<PageClient> Look(int game = 0, object? speed = null)
    {
        var client = await PageClient.Open(server.Address);
        await client.Say(new { @do = "view", game, speed = speed ?? "live" });
        return client;
    }

    private static bool BeginsClip(ReceivedMessage picture) =>
        picture["clip"] is { ValueKind: JsonValueKind.Object } clip && clip.GetProperty("index").GetInt32() == 1;

    /// <summary>True when the server closes the connection, orderly or not.</summary>
    private static async Task<bool> SaysGoodbye(PageClient client, bool asks = false)
    {
        try
        {
            while ((asks ? await client.Next() : await client.Receive()) is not null)
            {
            }
        }
        catch (WebSocketException)
        {
            // Without a word.
        }
        return true;
    }
}
