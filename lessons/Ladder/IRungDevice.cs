using DqnGpu.PtxMachine;
using ILGPU;

namespace DqnGpu.Lessons.Ladder;

/// <summary>What a rung runs on: the machine in software, which counts, or a device, which takes time.</summary>
public interface IRungDevice
{
    /// <summary>How many times larger than the problem that is counted the rung's is to be; 1 on the machine in software.</summary>
    int Scale { get; }

    /// <summary>Zeros.</summary>
    ArrayView<T> Allocate<T>(long length) where T : unmanaged;

    /// <summary>A copy of the values.</summary>
    ArrayView<T> Allocate<T>(T[] values) where T : unmanaged;

    /// <summary>Runs a kernel behind those launched before.</summary>
    void Launch<TArguments>(Action<TArguments> kernel, Dim3 grid, Dim3 group, in TArguments arguments) where TArguments : struct;

    /// <summary>What the view holds when all that was launched is done.</summary>
    float[] Read(ArrayView<float> view);
}
