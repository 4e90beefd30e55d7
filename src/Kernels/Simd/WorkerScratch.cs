namespace DqnGpu.Kernels.Simd;

/// <summary>Scratch memory of which every worker has a part of its own.</summary>
internal sealed unsafe class WorkerScratch(SimdDevice device)
{
    private const int CacheLine = 16;
    private readonly Scratch<float> memory = new(device.MemoryOwner);

    /// <summary>The parts of all workers, each of at least <paramref name="elements"/> floats and on cache lines of its own.</summary>
    public Parts AtLeast(long elements)
    {
        var step = (elements + CacheLine - 1) / CacheLine * CacheLine;
        return new(memory.AtLeast(step * device.Pool.Threads), step);
    }

    /// <summary>Where each worker's part lies.</summary>
    public readonly struct Parts(float* first, long step)
    {
        public float* this[int worker] => first + worker * step;
    }
}
