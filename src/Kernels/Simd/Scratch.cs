namespace DqnGpu.Kernels.Simd;

/// <summary>Memory that an operation needs besides its arguments; it grows with the largest shape seen and is never cleared.</summary>
internal sealed unsafe class Scratch<T>(AlignedMemoryOwner owner) where T : unmanaged
{
    private AlignedMemory? memory;
    private long length;

    /// <summary>At least <paramref name="elements"/> elements of undefined content, 64-byte aligned.</summary>
    public T* AtLeast(long elements)
    {
        if (memory is null || length < elements)
        {
            memory?.Dispose();
            memory = owner.Allocate(elements, sizeof(T), clear: false);
            length = elements;
        }
        return (T*)memory.Pointer;
    }
}
