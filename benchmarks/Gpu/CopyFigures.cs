using System.Diagnostics;
using DqnGpu.Benchmarks.Figures;
using DqnGpu.Kernels;
using DqnGpu.Nn;

namespace DqnGpu.Benchmarks.Gpu;

/// <summary>Bytes per second from pinned memory, and how much of a minibatch's copy the previous update hides.</summary>
internal static class CopyFigures
{
    private const int BatchSize = 32;

    public static void Measure(Device device, Action<Figure> report)
    {
        MeasureBandwidth(device, report);
        using var learner = new QLearner(device, Network.Nature(actions: 6), new() { BatchSize = BatchSize });
        foreach (var slot in learner.Slots)
        {
            slot.Actions.Clear();
            slot.Upload();
            learner.Update(slot);
        }
        var turn = 0;
        var copy = Milliseconds(device, () => Upload(learner.Slot(turn ^= 1)));
        var update = Milliseconds(device, () => learner.Update(learner.Slot(turn ^= 1)));
        var both = Milliseconds(device, () =>
        {
            var slot = learner.Slot(turn ^= 1);
            Upload(slot);
            learner.Update(slot);
        });
        report(new("copy/minibatch-32", 1000 * copy, "us"));
        report(new("copy/minibatch-32/hidden", 100 * Math.Clamp((copy + update - both) / copy, 0, 1), "%"));
    }

    private static void Upload(MinibatchSlot slot)
    {
        slot.AwaitReuse();
        slot.Upload();
    }

    private static void MeasureBandwidth(Device device, Action<Figure> report)
    {
        const int Bytes = 64 << 20;
        using var pinned = device.AllocatePinned<byte>(Bytes);
        using var target = device.Allocate<byte>(Bytes);
        pinned.Span(0, Bytes).Fill(1);
        var milliseconds = Milliseconds(device, () => device.Upload(pinned, 0, target));
        report(new("copy/pinned", Bytes / milliseconds / 1e6, "GB/s"));
    }

    private static double Milliseconds(Device device, Action operation) => Timing.Of(operation, device.Synchronize, seconds: 0.5).MedianMilliseconds;
}
