namespace DqnGpu.Kernels;

/// <summary>One device that <see cref="Devices"/> knows of, whether this machine has it or not.</summary>
/// <param name="Name">What <see cref="Devices.Open"/> takes: <c>cuda:0</c>, <c>opencl:0</c>, <c>ilgpu-cpu</c>, <c>simd</c>.</param>
/// <param name="Description">What it is, for people.</param>
/// <param name="Available">True: <see cref="Devices.Open"/> will open it.</param>
/// <param name="WhyUnavailable">The reason when it is not available; else null.</param>
public sealed record DeviceDescription(string Name, string Description, bool Available, string? WhyUnavailable = null)
{
    /// <summary>False: the machine's own processor computes, be it by OpenCL.</summary>
    public bool IsGpu { get; init; }
}
