using System.Runtime.InteropServices;
using ILGPU.Runtime;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>Aligned native memory, page-locked where the accelerator can (CUDA), so that copies run beside the host.</summary>
internal sealed unsafe class IlgpuPinnedBuffer<T> : PinnedBuffer<T> where T : unmanaged
{
    /// <summary>A memory page: the driver locks whole pages, and no neighbour's bytes should be locked with ours.</summary>
    private const nuint Alignment = 4096;

    private readonly PageLockScope<T>? pageLock;
    private T* pointer;

    public IlgpuPinnedBuffer(Accelerator accelerator, long length) : base(length)
    {
        var bytes = (nuint)length * (nuint)sizeof(T);
        pointer = (T*)NativeMemory.AlignedAlloc((bytes + Alignment - 1) / Alignment * Alignment, Alignment);
        if (accelerator.AcceleratorType != AcceleratorType.Cuda)
            return;
        try
        {
            accelerator.Bind();
            pageLock = accelerator.CreatePageLockFromPinned<T>((nint)pointer, length);
        }
        catch
        {
            NativeMemory.AlignedFree(pointer);
            throw;
        }
    }

    public override T* Pointer => pointer;

    public override void Dispose()
    {
        if (pointer is null)
            return;
        if (pageLock is not null)
            Disposal.Dispose(pageLock);
        NativeMemory.AlignedFree(pointer);
        pointer = null;
    }
}
