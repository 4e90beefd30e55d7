using ILGPU.Runtime;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>Disposes ILGPU's objects without throwing.</summary>
/// <remarks>
/// They throw when the driver fails, and after a kernel's failure every call fails: at the end of a <c>using</c> block that would hide the
/// exception that told of the kernel.
/// </remarks>
internal static class Disposal
{
    /// <summary>Disposes it; what the driver says to that is lost.</summary>
    public static void Dispose(IDisposable resource)
    {
        try
        {
            resource.Dispose();
        }
        catch (AcceleratorException)
        {
        }
    }
}
