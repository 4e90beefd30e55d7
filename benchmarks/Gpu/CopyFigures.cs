using System.Diagnostics;
using DqnGpu.Benchmarks.Figures;
using DqnGpu.Kernels;
using DqnGpu.Nn;

namespace DqnGpu.Benchmarks.Gpu;

/// <summary>Bytes per second from pinned memory, and how much of a minibatch's copy the previous update hides.</summary>
internal static class CopyFigures
{
    public static void Measure(Device device, Effort effort, Action<Figure> report)
    {
        if (!device.RunsBesideHost)
        {
            Console.WriteLine($"skipped: copies from pinned memory, because {device.Name} works in the host's memory");
            return;
        }
        MeasureBandwidth();
        using var learner = new QLearner(device, effort.Networks[^1].Network, new() { BatchSize = effort.Batch });
        foreach (var slot in learner.Slots)
        {
            slot.Actions.Clear();
            slot.Upload();
            learner.Update(slot);
        }
        var turn = 0;
        var copy = Milliseconds(() => Upload(learner.Slot(turn ^= 1)));
        var update = Milliseconds(() => learner.Update(learner.Slot(turn ^= 1)));
        var both = Milliseconds(() =>
        {
            var slot = learner.Slot(turn ^= 1);
            Upload(slot);
            learner.Update(slot);
        });
        report(new($"copy/minibatch-{effort.Batch}", 1000 * copy, "us"));
        report(new($"copy/minibatch-{effort.Batch}/hidden", 100 * Math.Clamp((copy + update - both) / copy, 0, 1), "%"));

        void MeasureBandwidth()
        {
            const int Bytes = 64 << 20;
            using var pinned = device.AllocatePinned<byte>(Bytes);
            using var target = device.Allocate<byte>(Bytes);
            pinned.Span(0, Bytes).Fill(1);
            report(new("copy/pinned", Bytes / Milliseconds(() => device.Upload(pinned, 0, target)) / 1e6, "GB/s"));
        }

        double Milliseconds(Action operation) => Timing.Of(operation, device.Synchronize, effort.Seconds, effort.Seconds, effort.Samples).MedianMilliseconds;
    }

    private static void Upload(MinibatchSlot slot)
    {
        slot.AwaitReuse();
        slot.Upload();
    }
}
