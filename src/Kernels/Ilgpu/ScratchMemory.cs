using ILGPU;
using ILGPU.Runtime;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>Memory for the partial sums inside one operation; the next operation on the same stream reuses it.</summary>
/// <remarks>It only grows, and outgrown memory lives as long as the device: a captured graph may hold its address.</remarks>
internal sealed class ScratchMemory(Accelerator accelerator) : IDisposable
{
    private readonly List<MemoryBuffer1D<Float4, Stride1D.Dense>> blocks = [];

    /// <summary>Room for <paramref name="vectors"/> four-float vectors, content undefined.</summary>
    public ArrayView<Float4> Reserve(long vectors)
    {
        if (blocks.Count == 0 || blocks[^1].Length < vectors)
            blocks.Add(accelerator.Allocate1D<Float4>(Math.Max(vectors, 1 << 16)));
        return blocks[^1].View.BaseView;
    }

    public void Dispose()
    {
        foreach (var block in blocks)
            Disposal.Dispose(block);
        blocks.Clear();
    }
}
