using System.Runtime.InteropServices;
using DqnGpu.Kernels;

namespace DqnGpu.Benchmarks.Host;

/// <summary>Device memory of a <see cref="NullDevice"/>: none. It takes everything and gives zeros.</summary>
internal sealed class NullBuffer<T>(Device device, long length) : DeviceBuffer<T>(device, length) where T : unmanaged
{
    public override void Dispose()
    {
    }

    protected override void CopyFromCore(ReadOnlySpan<T> source, long offset)
    {
    }

    protected override void CopyToCore(Span<T> destination, long offset) => destination.Clear();
}

/// <summary>Native memory that stands for pinned memory; zeros at first.</summary>
internal sealed unsafe class NativeBuffer<T> : PinnedBuffer<T> where T : unmanaged
{
    private T* pointer;

    public NativeBuffer(long length) : base(length)
    {
        var bytes = (nuint)length * (nuint)sizeof(T);
        pointer = (T*)NativeMemory.AlignedAlloc(bytes, 64);
        NativeMemory.Clear(pointer, bytes);
    }

    public override T* Pointer => pointer;

    public override void Dispose()
    {
        NativeMemory.AlignedFree(pointer);
        pointer = null;
    }
}
