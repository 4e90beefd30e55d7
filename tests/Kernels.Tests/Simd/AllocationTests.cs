using DqnGpu.Kernels.Tests.Operations;

namespace DqnGpu.Kernels.Tests.Simd;

/// <summary>After its first call an operation allocates nothing: not on the calling thread, not on a worker.</summary>
[TestFixture(SimdWidth.Auto), TestFixture(SimdWidth.Vector256), TestFixture(SimdWidth.Vector128), TestFixture(SimdWidth.Scalar)]
[NonParallelizable]
public sealed class AllocationTests(SimdWidth width)
{
    private const int N = 9;

    [Test]
    public void No_operation_allocates()
    {
        using var device = SimdSources.Open(width, threads: 2);
        using var operations = new AllOperations(
            device, new Conv2dShape(N, C: 4, H: 24, W: 20, K: 16, R: 4, S: 4, Stride: 2), new LinearShape(N, In: 200, Out: 50), flatLength: 70_000);
        using var pinned = device.AllocatePinned<byte>(N);
        using var uploaded = device.Allocate<byte>(N);

        void Run()
        {
            device.Upload(pinned, 0, uploaded);
            operations.Run();
        }

        // A stray allocation of the test runner's own threads would count too: several tries, none of ours in all of them.
        Run();
        var onThisThread = long.MaxValue;
        var onAllThreads = long.MaxValue;
        for (var attempt = 0; attempt < 10; attempt++)
        {
            var (thread, all) = (GC.GetAllocatedBytesForCurrentThread(), GC.GetTotalAllocatedBytes(precise: true));
            Run();
            onAllThreads = Math.Min(onAllThreads, GC.GetTotalAllocatedBytes(precise: true) - all);
            onThisThread = Math.Min(onThisThread, GC.GetAllocatedBytesForCurrentThread() - thread);
        }
        Assert.That(onThisThread, Is.Zero);
        Assert.That(onAllThreads, Is.Zero);
    }
}
