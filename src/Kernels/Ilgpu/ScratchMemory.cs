using ILGPU;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>Memory for the partial sums inside one operation; the next operation on the same stream reuses it.</summary>
/// <remarks>It only grows, and outgrown memory lives as long as the device: a captured graph may hold its address.</remarks>
internal sealed class ScratchMemory(IlgpuDevice device) : IDisposable
{
    private readonly List<IlgpuBuffer<Float4>> blocks = [];

    /// <summary>Room for <paramref name="vectors"/> four-float vectors, content undefined.</summary>
    public ArrayView<Float4> Reserve(long vectors)
    {
        if (blocks.Count == 0 || blocks[^1].Length < vectors)
            blocks.Add(device.AllocateBuffer<Float4>(Math.Max(vectors, 1 << 16)));
        return blocks[^1].Memory;
    }

    public void Dispose()
    {
        foreach (var block in blocks)
            block.Dispose();
        blocks.Clear();
    }
}
