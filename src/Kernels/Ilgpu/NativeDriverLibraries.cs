using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ILGPU;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>Finds the GPU drivers' libraries under the names that drivers really install.</summary>
/// <remarks>
/// ILGPU asks Linux for <c>libcuda.so</c> and <c>libOpenCL.so</c>. Those unversioned names belong to development packages;
/// a machine that only runs GPU programs has <c>libcuda.so.1</c> and <c>libOpenCL.so.1</c>, and ILGPU would find no device there.
/// </remarks>
internal static class NativeDriverLibraries
{
    /// <summary>Overrides the path of libcuda: a driver in an unusual place, or the tests' driver in software.</summary>
    public const string CudaPathVariable = "DQNGPU_LIBCUDA";

    /// <summary>The name that ILGPU and <see cref="Cuda.CudaDriver"/> import from.</summary>
    public const string Cuda = "cuda";

    private static readonly Lock Gate = new();
    private static bool registered;

    /// <summary>Registers the resolver for ILGPU and for this assembly. Must come before the first ILGPU context.</summary>
    public static void Register()
    {
        lock (Gate)
        {
            if (registered)
                return;
            RuntimeHelpers.RunClassConstructor(typeof(Context).TypeHandle);
            NativeLibrary.SetDllImportResolver(typeof(Context).Assembly, Resolve);
            NativeLibrary.SetDllImportResolver(typeof(NativeDriverLibraries).Assembly, Resolve);
            registered = true;
        }
    }

    /// <summary>True when <paramref name="name"/> (<c>cuda</c> or <c>OpenCL</c>) can be loaded.</summary>
    public static bool IsInstalled(string name) => Load(name) != 0;

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path) => Load(name);

    // 0 tells the runtime to go on with its own search.
    private static nint Load(string name)
    {
        foreach (var candidate in Candidates(name))
        {
            if (NativeLibrary.TryLoad(candidate, out var handle))
                return handle;
        }
        return 0;
    }

    private static string[] Candidates(string name) => name switch
    {
        "cuda" or "libcuda" => Environment.GetEnvironmentVariable(CudaPathVariable) is { Length: > 0 } path
            ? [path]
            : OperatingSystem.IsWindows() ? ["nvcuda.dll"] : ["libcuda.so.1", "libcuda.so"],
        "OpenCL" or "libOpenCL" => OperatingSystem.IsWindows() ? ["OpenCL.dll"] : ["libOpenCL.so.1", "libOpenCL.so"],
        _ => [],
    };
}
