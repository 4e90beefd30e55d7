using DqnGpu.Nn;
using NUnit.Framework;

namespace DqnGpu.Agent.Tests;

/// <summary>The map of the memory shows states that are in it, where the last hidden layer puts them.</summary>
public sealed class MemoryEndpointsTests : StageFixture
{
    private static readonly TrainingOptions Filled = Small with { Prefill = 200, ReplayCapacity = 2_000 };

    [Test]
    public async Task PointsAreStatesOfTheMemory([Values] bool dueling)
    {
        var stage = Train(Filled with { Dueling = dueling });
        var map = await Message("/api/memory?points=100");
        var n = map["points"].GetInt32();
        Assert.That(n, Is.InRange(90, 100));
        Assert.That(map["from"].GetString(), Is.EqualTo("replay memory"));
        Assert.That(map.Shape("xy"), Is.EqualTo(new[] { n, 2 }));
        Assert.That(map["explained"].EnumerateArray().Sum(share => share.GetDouble()), Is.InRange(0.1, 1.001));
        Assert.That(map.Integers("action"), Is.All.InRange(0, 5).And.Some.GreaterThan(0));

        var states = new byte[n][];
        for (var point = 0; point < n; point++)
        {
            var state = await Message($"/api/memory/state?point={point}");
            states[point] = state.Bytes("frames");
            Assert.That(state["value"].GetSingle(), Is.EqualTo(map.Floats("value")[point]));
            Assert.That(state["action"].GetInt32(), Is.EqualTo(map.Integers("action")[point]));
        }
        var hidden = await stage.Ask(access =>
        {
            using var probe = new NetworkProbe(access.Device, access.Network);
            int[] layers = dueling ? [2, 3] : [2];
            return states.SelectMany(state =>
            {
                probe.Look(state, access.Player);
                return layers.SelectMany(probe.Output);
            }).ToArray();
        });
        var expected = PrincipalComponents.Of(hidden, dueling ? 1_024 : 512);
        Assert.That(map.Floats("xy"), Is.EqualTo(expected.Coordinates).Within(1e-3 * expected.Coordinates.Max(Math.Abs)));
        Assert.That((await Message("/api/memory?points=100")).Floats("xy"), Is.EqualTo(map.Floats("xy")), "kept for a while");
    }

    [Test]
    public async Task AnAgentRemembersWhatItHasPlayed()
    {
        var stage = PlayAgent();
        // A game's own pace, and then none: otherwise more than the map shows may have been played before it is asked for.
        stage.Speed = 1;
        Assert.That(await Refusal("/api/memory/state?point=0"), Is.EqualTo((404, "There is no map yet.")));
        Assert.That((await Refusal("/api/memory?points=1")).Status, Is.EqualTo(400));
        Assert.That((await Refusal("/api/memory?points=1001")).Status, Is.EqualTo(400));
        while (await stage.Ask(access => access.Replay.StoredFrames) < 20)
            await Message("/api/network");
        stage.Paused = true;
        var map = await Message("/api/memory?points=600");
        Assert.That(map["from"].GetString(), Is.EqualTo("games played"));
        Assert.That(map["points"].GetInt32(), Is.InRange(15, 599));
        Assert.That((await Refusal("/api/memory/state?point=600")).Status, Is.EqualTo(404));
    }
}
