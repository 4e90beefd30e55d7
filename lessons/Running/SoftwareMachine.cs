using System.Collections.Concurrent;
using System.Reflection;
using DqnGpu.Kernels.Ilgpu;
using DqnGpu.PtxMachine;

namespace DqnGpu.Lessons.Running;

/// <summary>Launches kernels on a GPU in software, which counts and names what goes wrong.</summary>
/// <remarks>
/// The kernel is compiled to PTX as it is for a GPU, and the text executed (<see cref="Machine"/>). A kernel is compiled once.
/// </remarks>
public static class SoftwareMachine
{
    // Kernels of the lessons are small, and whoever wrote one that does not end wants to hear it soon.
    private const long MostBranches = 200_000;

    private static readonly ConcurrentDictionary<MethodInfo, Lazy<PtxKernel>> Kernels = new();

    /// <summary>A kernel, compiled and decoded, with the C# line of each instruction.</summary>
    /// <exception cref="PtxException">The machine does not know an instruction of it.</exception>
    public static PtxKernel Compile<TArguments>(Action<TArguments> kernel) where TArguments : struct =>
        Kernels.GetOrAdd(kernel.Method, _ => new(() => PtxKernel.Parse(KernelText.Ptx(kernel, withSourceLines: true)))).Value;

    /// <summary>Runs a launch to its end and counts; global memory is watched for races too.</summary>
    /// <param name="kernel">A static method with one struct of arguments, whose views are of a <see cref="LessonMemory"/>.</param>
    /// <param name="grid">Groups.</param>
    /// <param name="group">Threads of a group.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="dynamicSharedBytes">Shared memory more than the kernel declares.</param>
    /// <exception cref="MachineFault">The launch did what no launch may do.</exception>
    public static LaunchCounts Launch<TArguments>(Action<TArguments> kernel, Dim3 grid, Dim3 group, in TArguments arguments, int dynamicSharedBytes = 0)
        where TArguments : struct
    {
        var written = KernelArguments.Of(arguments);
        var launch = new Launch(grid, group, dynamicSharedBytes) { WatchesGlobalMemory = true, MostBranches = MostBranches };
        return Machine.Count(Compile(kernel), launch, written.Bytes, written.Memory);
    }
}
