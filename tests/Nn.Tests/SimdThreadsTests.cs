using DqnGpu.Kernels;

namespace DqnGpu.Nn.Tests;

/// <summary>Six updates give the same bits whatever the number of threads, in every vector width.</summary>
public sealed class SimdThreadsTests
{
    [TestCase(SimdWidth.Auto)]
    [TestCase(SimdWidth.Vector256)]
    [TestCase(SimdWidth.Vector128)]
    [TestCase(SimdWidth.Scalar)]
    public void TinyNetwork(SimdWidth width) => AssertSameBits(width, Tiny.Dueling(actions: 4), [2, 3, 5]);

    [TestCase(SimdWidth.Auto)]
    [TestCase(SimdWidth.Vector256)]
    [TestCase(SimdWidth.Vector128)]
    public void ArticleNetwork(SimdWidth width) => AssertSameBits(width, Network.Article(actions: 4), [2, 3]);

    private static void AssertSameBits(SimdWidth width, Network network, int[] threadCounts)
    {
        var expected = Train(width, 1, network);
        foreach (var threads in threadCounts)
            Assert.That(Train(width, threads, network).AsSpan().SequenceEqual(expected), $"{threads} threads");
    }

    private static float[] Train(SimdWidth width, int threads, Network network)
    {
        try
        {
            using var device = Devices.Open("simd", new DeviceOptions(threads, width));
            return QLearnerTests.Train(device, network, QLearnerTests.Everything);
        }
        catch (NotSupportedException e)
        {
            Assert.Ignore(e.Message);
            throw;
        }
    }
}
