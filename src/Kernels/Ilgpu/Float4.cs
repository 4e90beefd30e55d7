using System.Runtime.InteropServices;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>
/// Four neighbouring floats, read and written by one 16-byte instruction (<c>ld.global.v4.f32</c>): a quarter of the load instructions.
/// </summary>
/// <param name="x">The first.</param>
/// <param name="y">The second.</param>
/// <param name="z">The third.</param>
/// <param name="w">The fourth.</param>
/// <remarks>The address must be a multiple of 16 bytes; <see cref="IlgpuDevice.IsVectorAligned{T}"/> tells.</remarks>
[StructLayout(LayoutKind.Sequential)]
public struct Float4(float x, float y, float z, float w)
{
    /// <summary>The first.</summary>
    public float X = x;
    /// <summary>The second.</summary>
    public float Y = y;
    /// <summary>The third.</summary>
    public float Z = z;
    /// <summary>The fourth.</summary>
    public float W = w;
}
