namespace DqnGpu.Kernels.Simd;

/// <summary>Pinned memory of a device that reads host memory directly: aligned native memory.</summary>
internal sealed unsafe class AlignedPinnedBuffer<T>(AlignedMemoryOwner owner, long length) : PinnedBuffer<T>(length) where T : unmanaged
{
    private readonly AlignedMemory memory = owner.Allocate(length, sizeof(T), clear: false);

    public override T* Pointer => (T*)memory.Pointer;

    public override void Dispose() => memory.Dispose();
}
