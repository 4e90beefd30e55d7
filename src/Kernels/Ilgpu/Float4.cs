using System.Runtime.InteropServices;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>
/// Four neighbouring floats, read and written by one 16-byte instruction (<c>ld.global.v4.f32</c>): a quarter of the load instructions.
/// </summary>
/// <remarks>The address must be a multiple of 16 bytes; <see cref="IlgpuDevice.IsVectorAligned{T}"/> tells.</remarks>
[StructLayout(LayoutKind.Sequential)]
internal struct Float4(float x, float y, float z, float w)
{
    public float X = x;
    public float Y = y;
    public float Z = z;
    public float W = w;
}
