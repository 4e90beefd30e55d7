using System.Reflection;
using System.Text.RegularExpressions;
using DqnGpu.Kernels.Ilgpu.Cuda;
using ILGPU;
using ILGPU.Backends;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.OpenCL;
using ILGPU.Backends.PTX;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>Compiles kernels for one accelerator, and mends what ILGPU 1.5.3's PTX generator gets wrong at its best setting.</summary>
/// <remarks>
/// <para>At <see cref="OptimizationLevel.O2"/> ILGPU knows which pointers are global memory and emits <c>ld.global</c>; at O1 it emits
/// generic loads, which cost an address check each. But O2 also marks branches as uniform (<c>bra.uni</c>: all threads of the warp go
/// the same way) that are not (ILGPU issue 846), and the driver trusts the mark: wrong results.</para>
/// <para>The mark is only a hint: a branch without it is always right, and the driver finds uniform branches itself. So we compile at O2 and take
/// every mark away before the driver sees the text. ILGPU offers no hook between the two, so the text is replaced in the compiled kernel's
/// backing field, by reflection. Should a later ILGPU have no such field, <see cref="CanEditPtx"/> is false and the device falls back to
/// O1.</para>
/// </remarks>
internal sealed partial class KernelCompiler(Accelerator accelerator)
{
    /// <summary>Names a folder that takes the text of every kernel as the driver gets it, a file each, for NVIDIA's own assembler and its reports.</summary>
    public const string PtxFolderVariable = "DQNGPU_PTX";

    private static readonly MethodInfo? DebugSymbolsSetter =
        typeof(ContextProperties).GetProperty(nameof(ContextProperties.DebugSymbolsMode))?.GetSetMethod(nonPublic: true);

    private static readonly FieldInfo? PtxField =
        typeof(PTXCompiledKernel).GetField("<PTXAssembly>k__BackingField", BindingFlags.Instance | BindingFlags.NonPublic);

    /// <summary>True when the PTX text of a compiled kernel can be replaced.</summary>
    public static bool CanEditPtx => PtxField is not null && PtxField.FieldType == typeof(string);

    /// <summary>The level to build a CUDA context with.</summary>
    public static OptimizationLevel CudaOptimization => CanEditPtx ? OptimizationLevel.O2 : OptimizationLevel.O1;

    /// <summary>
    /// What the driver's assembler is told of a kernel that treats elements one by one: groups have at most 256 threads, and two of them must fit a
    /// multiprocessor. So it keeps to 128 registers a thread (65,536 / 512), where it would otherwise take up to 255 and leave half of the warps out.
    /// </summary>
    public static KernelSpecialization Elementwise => new(maxNumThreadsPerGroup: 256, minNumGroupsPerMultiprocessor: 2);

    /// <summary>Compiles, loads and returns the function that queues the kernel.</summary>
    /// <param name="method">The kernel.</param>
    /// <param name="specialization">What the driver's assembler is told of its groups.</param>
    /// <exception cref="NotSupportedException">It holds what the device cannot do.</exception>
    /// <exception cref="DeviceException">The driver refuses the kernel; the message has its own log, which ILGPU writes to the debugger alone.</exception>
    public Action<AcceleratorStream, KernelConfig, TArguments> Compile<TArguments>(MethodInfo method, KernelSpecialization specialization)
        where TArguments : struct
    {
        var compiled = accelerator.GetBackend() is PTXBackend cuda
            ? Compile(cuda, method, specialization)
            : Compile(accelerator.GetBackend(), method, default);
        if (compiled is PTXCompiledKernel ptx && Environment.GetEnvironmentVariable(PtxFolderVariable) is { Length: > 0 } folder)
            File.WriteAllText(Path.Combine(folder, FileNameOf(method)), ptx.PTXAssembly);
        return Load(compiled, NameOf(method)).CreateLauncherDelegate<Action<AcceleratorStream, KernelConfig, TArguments>>();
    }

    /// <summary>Compiles a kernel to the text that the driver gets.</summary>
    public static PTXCompiledKernel Compile(PTXBackend backend, MethodInfo method, KernelSpecialization specialization)
    {
        var compiled = (PTXCompiledKernel)Compile((Backend)backend, method, specialization);
        if (CanEditPtx)
            PtxField!.SetValue(compiled, Mended(compiled.PTXAssembly, method, backend.Architecture));
        return compiled;
    }

    private static CompiledKernel Compile(Backend backend, MethodInfo method, KernelSpecialization specialization)
    {
        try
        {
            return backend.Compile(EntryPointDescription.FromExplicitlyGroupedKernel(method), specialization);
        }
        catch (InternalCompilerException error) when (error.InnerException is TypeLoadException)
        {
            throw new NotSupportedException(
                $"The kernel {NameOf(method)} was not compiled: ILGPU cannot hand it {NameOf(method.GetParameters()[0].ParameterType)}; " +
                "make that struct public, and what it is nested in.", error);
        }
        catch (InternalCompilerException error)
        {
            throw new NotSupportedException($"The kernel {NameOf(method)} was not compiled: {error.GetBaseException().Message}", error);
        }
    }

    /// <summary>A context whose kernels are compiled as those of a CUDA GPU; it lists no device.</summary>
    /// <param name="withSourceLines">Says in the text which line of C# an instruction came from.</param>
    public static Context CreateCudaContext(bool withSourceLines = false) => Context.Create(builder =>
    {
        builder.Optimize(CudaOptimization);
        // ILGPU 1.5.3 has a method for it that sets nothing.
        if (withSourceLines)
            DebugSymbolsSetter?.Invoke(builder, [DebugSymbolsMode.KernelSourceAnnotations]);
    }).DropDeadWaysFirst();

    /// <summary>The method of a kernel.</summary>
    /// <exception cref="ArgumentException">It is not static: a lambda, or a method of an object.</exception>
    public static MethodInfo KernelMethod<TArguments>(Action<TArguments> kernel) where TArguments : struct =>
        kernel.Method.IsStatic
            ? kernel.Method
            : throw new ArgumentException($"A kernel is a static method with one argument; {NameOf(kernel.Method)} is a lambda or a method of an object.");

    private static string Mended(string text, MethodInfo method, CudaArchitecture architecture)
    {
        // ILGPU's fence, membar.gl, puts itself in one order with all others of the GPU, for which a group waits longer. A count has only to
        // know what was before it from what comes behind, and our kernels have fences for counts alone; a user's keep theirs.
        if (architecture >= CudaArchitecture.SM_70 && method.Module == typeof(KernelCompiler).Module)
            text = CountBetweenFences().Replace(text, "${between}\tatom.acq_rel.gpu.global.add.u32${operands}")
                .Replace("membar.gl", "fence.acq_rel.gpu", StringComparison.Ordinal);
        // The driver's messages and dumps of the text then tell which kernel it is: the entry's own name tells little, as most are called Kernel.
        return $"// kernel {NameOf(method)}\n{text}"
            .Replace("bra.uni", "bra", StringComparison.Ordinal)
            // With source lines ILGPU also asks the driver's assembler to optimise nothing.
            .Replace(", debug", "", StringComparison.Ordinal)
            .Replace(".section.debug_info { }", "", StringComparison.Ordinal);
    }

    /// <summary>The class and its types, such as <c>TiledProduct&lt;...&gt;.Kernel</c>: most kernels are called Kernel.</summary>
    public static string NameOf(MethodInfo method) => $"{NameOf(method.DeclaringType!)}.{method.Name}{ArgumentsOf(method.GetGenericArguments())}";

    private static string FileNameOf(MethodInfo method) => NameOf(method).Replace("<", ".").Replace(", ", "-").Replace(">", "") + ".ptx";

    private static string NameOf(Type type) => type.Name.Split('`')[0] + ArgumentsOf(type.GetGenericArguments());

    private static string ArgumentsOf(Type[] types) => types.Length == 0 ? "" : $"<{string.Join(", ", types.Select(NameOf))}>";

    /// <summary>Hands a compiled kernel to the driver.</summary>
    /// <exception cref="DeviceException">The driver refuses it.</exception>
    internal Kernel Load(CompiledKernel compiled, string name)
    {
        try
        {
            var kernel = accelerator.LoadKernel(compiled);
            if (kernel is CudaKernel cuda)
                SharedMemorySplit.Set((CudaAccelerator)accelerator, cuda);
            return kernel;
        }
        catch (CudaException error) when (compiled is PTXCompiledKernel ptx)
        {
            throw NotLoaded(DriverErrors.Describe("cuModuleLoadDataEx", error), CudaModule.Log((CudaAccelerator)accelerator, ptx), error);
        }
        catch (CLException error) when (compiled is CLCompiledKernel opencl)
        {
            throw NotLoaded(DriverErrors.Describe("clBuildProgram", error), OpenCLProgram.Log((CLAccelerator)accelerator, opencl), error);
        }

        // The log is what tells a user's driver from an error in the kernel: one line of it, however many the driver writes.
        DeviceException NotLoaded(string reason, string log, AcceleratorException error)
        {
            var said = LineBreak().Replace(log.Trim(), " | ");
            return new($"The kernel {name} was not loaded: {reason}. Its assembler says: {(said.Length > 0 ? said : "nothing")}", error);
        }
    }

    /// <summary>A count between two fences, and nothing in between that touches memory: one instruction does all three, and waits once.</summary>
    [GeneratedRegex(@"\tmembar\.gl;\r?\n(?<between>(?:\t(?:add|sub|mul|mad|mov|cvt|shl|shr|and|or|selp|setp)\.[^\n]*\n)*?)\tatom\.add\.global\.u32(?<operands>[^\n]*\n)\tmembar\.gl;\r?\n")]
    private static partial Regex CountBetweenFences();

    [GeneratedRegex(@"\s*\n\s*")]
    private static partial Regex LineBreak();
}
