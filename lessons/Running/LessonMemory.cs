using System.Runtime.InteropServices;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;

namespace DqnGpu.Lessons.Running;

/// <summary>Memory for kernels that the software machine executes: the host's, as views that kernels take.</summary>
/// <remarks>
/// Every view begins at a multiple of 256 bytes, as the allocations of a GPU do: so what a launch costs in sectors is the same everywhere.
/// </remarks>
public sealed class LessonMemory : IDisposable
{
    private const int Alignment = 256;

    private readonly Context context;
    private readonly Accelerator accelerator;
    private readonly List<MemoryBuffer> buffers = [];

    /// <summary>An empty one.</summary>
    public LessonMemory()
    {
        context = Context.Create(builder => builder.CPU(new CPUDevice(2, 1, 1)));
        accelerator = context.CreateCPUAccelerator(0);
    }

    /// <summary>Zeros.</summary>
    public ArrayView<T> Allocate<T>(long length) where T : unmanaged
    {
        var size = Marshal.SizeOf<T>();
        var buffer = accelerator.Allocate1D<T>(length + Alignment / size);
        buffers.Add(buffer);
        buffer.MemSetToZero();
        var begin = buffer.View.BaseView.LoadEffectiveAddressAsPtr();
        return buffer.View.BaseView.SubView((-begin & (Alignment - 1)) / size, length);
    }

    /// <summary>A copy of the values.</summary>
    public ArrayView<T> Allocate<T>(T[] values) where T : unmanaged
    {
        var view = Allocate<T>(values.Length);
        values.CopyTo(Span(view));
        return view;
    }

    /// <summary>What a view of such a memory holds.</summary>
    public static unsafe Span<T> Span<T>(ArrayView<T> view) where T : unmanaged => new(Pointer(view), checked((int)view.Length));

    /// <summary>Where a view of such a memory begins.</summary>
    public static unsafe T* Pointer<T>(ArrayView<T> view) where T : unmanaged => (T*)view.LoadEffectiveAddressAsPtr();

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var buffer in buffers)
            buffer.Dispose();
        accelerator.Dispose();
        context.Dispose();
    }
}
