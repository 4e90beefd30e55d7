using DqnGpu.Kernels.Simd;

namespace DqnGpu.Kernels.Tests.Simd;

/// <summary>Native memory: its alignment, its owner, its end.</summary>
public sealed unsafe class AlignedMemoryTests
{
    [TestCase(1, 64), TestCase(1000, 64), TestCase(3_000_000, 2 << 20)]
    public void Blocks_are_aligned_to_vectors_and_large_ones_to_huge_pages(long floats, long alignment)
    {
        using var owner = new AlignedMemoryOwner();
        var block = owner.Allocate(floats, sizeof(float), clear: true);
        Assert.That((nint)block.Pointer % alignment, Is.Zero);
        Assert.That(new Span<float>(block.Pointer, (int)floats).IndexOfAnyExcept(0f), Is.EqualTo(-1));
    }

    [Test]
    public void Disposed_memory_is_refused_and_may_be_disposed_again()
    {
        using var owner = new AlignedMemoryOwner();
        var block = owner.Allocate(4, sizeof(float), clear: true);
        block.Dispose();
        block.Dispose();
        Assert.That(() => (nint)block.Pointer, Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public void A_device_gives_back_its_buffers_at_its_own_end()
    {
        DeviceBuffer<float> buffer;
        using (var device = SimdSources.Open(SimdWidth.Auto, threads: 2))
            buffer = device.Allocate<float>(10);
        Assert.That(() => buffer.ToArray(), Throws.InstanceOf<ObjectDisposedException>());
        buffer.Dispose();
    }
}
