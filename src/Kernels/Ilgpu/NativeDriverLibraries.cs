using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
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

    /// <summary>What <see cref="CudaPathVariable"/> says, or null.</summary>
    public static string? CudaPath => Environment.GetEnvironmentVariable(CudaPathVariable) is { Length: > 0 } path ? path : null;

    /// <summary>The name that ILGPU and <see cref="Ilgpu.Cuda.CudaDriver"/> import from.</summary>
    public const string Cuda = "cuda";

    /// <summary>The name that ILGPU imports OpenCL from.</summary>
    public const string OpenCL = "OpenCL";

    private static readonly Lock Gate = new();
    private static bool registered;

    /// <summary>Registers the resolver for ILGPU and for this assembly. Must come before the first call of a driver.</summary>
    public static void Register()
    {
        lock (Gate)
        {
            if (registered)
                return;
            RegisterFor(typeof(Context).Assembly);
            RegisterFor(typeof(NativeDriverLibraries).Assembly);
            registered = true;
        }
    }

    /// <summary>True when <see cref="Cuda"/> or <see cref="OpenCL"/> can be loaded.</summary>
    public static bool IsInstalled(string name) => Load(name) != 0;

    private static void RegisterFor(Assembly assembly)
    {
        try
        {
            NativeLibrary.SetDllImportResolver(assembly, (name, _, _) => Load(name));
        }
        catch (InvalidOperationException)
        {
            // An assembly has one resolver, and ILGPU's has one already: under WSL ILGPU sets its own when somebody else in this process makes
            // a context. Its load context asks us too, after that one.
            AssemblyLoadContext.GetLoadContext(assembly)!.ResolvingUnmanagedDll += (_, name) => Load(name);
        }
    }

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
        Cuda or "libcuda" => CudaPath is { } path
            ? [path]
            // Under WSL the driver belongs to Windows and lies outside the loader's folders; one inside them is a Linux driver, which finds no GPU there.
            : OperatingSystem.IsWindows() ? ["nvcuda.dll"] : ["/usr/lib/wsl/lib/libcuda.so.1", "libcuda.so.1", "libcuda.so"],
        OpenCL or "libOpenCL" => OperatingSystem.IsWindows() ? ["OpenCL.dll"] : ["libOpenCL.so.1", "libOpenCL.so"],
        _ => [],
    };
}
