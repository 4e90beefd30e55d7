namespace DqnGpu.Kernels.Simd;

/// <summary>Pinned memory of a device that reads host memory directly: aligned native memory.</summary>
internal sealed unsafe class AlignedPinnedBuffer<T>(AlignedMemoryOwner owner, long length) : PinnedBuffer<T>(length) where T : unmanaged
{
    public AlignedMemory Memory { get; } = owner.Allocate(length, sizeof(T), clear: false);

    public override T* Pointer => (T*)Memory.Pointer;

    public override void Dispose() => Memory.Dispose();
}
