using ILGPU;
using ILGPU.Runtime;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>Device memory of an <see cref="IlgpuDevice"/>.</summary>
internal sealed class IlgpuBuffer<T> : DeviceBuffer<T> where T : unmanaged
{
    private readonly IlgpuDevice device;
    private readonly MemoryBuffer1D<T, Stride1D.Dense> memory;

    public IlgpuBuffer(IlgpuDevice device, MemoryBuffer1D<T, Stride1D.Dense> memory) : base(device, memory.Length)
    {
        this.device = device;
        this.memory = memory;
    }

    /// <summary>All of it, as kernels take it.</summary>
    public ArrayView<T> Memory => memory.View.BaseView;

    protected override void CopyFromCore(ReadOnlySpan<T> source, long offset)
    {
        try
        {
            Memory.SubView(offset, source.Length).CopyFromCPU(device.ComputeStream, source);
        }
        catch (AcceleratorException error)
        {
            throw device.Failure("copy to it", error);
        }
    }

    protected override void CopyToCore(Span<T> destination, long offset)
    {
        device.Synchronize();
        try
        {
            Memory.SubView(offset, destination.Length).CopyToCPU(device.ComputeStream, destination);
        }
        catch (AcceleratorException error)
        {
            throw device.Failure("copy from it", error);
        }
    }

    public override void Dispose() => Disposal.Dispose(memory);
}
