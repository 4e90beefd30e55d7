using DqnGpu.Kernels;
using DqnGpu.Nn;
using NUnit.Framework;

namespace DqnGpu.Agent.Tests;

/// <summary>One rally, judged by every snapshot of a run.</summary>
public sealed class RallyEndpointsTests : StageFixture
{
    [Test]
    public async Task EverySnapshotJudgesTheSameRally()
    {
        var agent = TrainedAgent.Bundled(Rom);
        using var run = RunFolder.Create(Path.Combine(Root, "run"), "pong");
        var untrained = new float[agent.Network.BufferLength];
        agent.Network.Initialize(untrained, Initialization.HeNormal, 1);
        Directory.CreateDirectory(Path.GetDirectoryName(run.Snapshots.FileOf(0))!);
        Weights.Save(run.Snapshots.FileOf(0), agent.Network, untrained);
        PlayAgent(run);
        var early = await Message("/api/rally?game=0");
        Assert.That(early.Shape("values"), Is.EqualTo(new[] { 1, RallyEndpoints.Steps, 6 }));

        Weights.Save(run.Snapshots.FileOf(5_000), agent.Network, agent.Parameters);
        var listed = await Json("/api/snapshots");
        Assert.That(listed.EnumerateArray().Select(one => one.GetProperty("step").GetInt64()), Is.EqualTo(new[] { 0, 5_000 }));
        var rally = await Message("/api/rally?game=0");
        Assert.That(rally["snapshots"].EnumerateArray().Select(step => step.GetInt64()), Is.EqualTo(new[] { 0, 5_000 }));
        Assert.That(rally.Bytes("screens"), Is.EqualTo(early.Bytes("screens")), "it is frozen");
        Assert.That(rally.Shape("screens"), Is.EqualTo(new[] { RallyEndpoints.Steps, 210, 160 }));
        Assert.That(rally.Shape("frames"), Is.EqualTo(new[] { RallyEndpoints.Steps, 84, 84 }));
        Assert.That(rally["actions"].GetArrayLength(), Is.EqualTo(RallyEndpoints.Steps));

        // Four frames one behind the other are a state: the newest frames of four steps in a row, where no episode begins.
        var (frames, values) = (rally.Bytes("frames"), rally.Floats("values"));
        using var device = Devices.Open("simd", new DeviceOptions(Threads: 1));
        using var probe = new NetworkProbe(device, agent.Network);
        using var parameters = device.Allocate<float>(agent.Network.BufferLength);
        foreach (var (s, weights) in new[] { untrained, agent.Parameters }.Index())
        {
            parameters.CopyFrom(weights);
            foreach (var t in (int[])[20, 40])
            {
                probe.Look(frames.AsSpan((t - 3) * 84 * 84, 4 * 84 * 84), parameters);
                var expected = probe.Q();
                Assert.That(values.Skip((s * RallyEndpoints.Steps + t) * 6).Take(6), Is.EqualTo(expected).Within(1e-4f * expected.Max(Math.Abs)), $"snapshot {s}, step {t}");
            }
        }

        // Thinned away meanwhile, but known; and a new rally is another one.
        File.Delete(run.Snapshots.FileOf(0));
        var fresh = await Message("/api/rally?game=0&new=1");
        Assert.That(fresh["snapshots"].EnumerateArray().Select(step => step.GetInt64()), Is.EqualTo(new[] { 5_000 }));
        Assert.That(fresh.Bytes("frames"), Is.Not.EqualTo(frames));
    }

    [Test]
    public async Task WithoutSnapshotsThereIsNoRally()
    {
        PlayAgent();
        Assert.That(await Refusal("/api/rally"), Is.EqualTo((404, "No run is shown, so there are no snapshots.")));
        Assert.That((await Json("/api/snapshots")).GetArrayLength(), Is.Zero);
    }
}
