using System.Reflection;
using ILGPU;
using ILGPU.Runtime;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>A kernel, whatever its arguments: for listing and for compiling all of them in a test.</summary>
internal interface IIlgpuKernel
{
    /// <summary>The kernel method, closed over its type arguments.</summary>
    MethodInfo Method { get; }

    /// <summary>What the driver's assembler is told of its groups.</summary>
    KernelSpecialization Specialization { get; }

    /// <summary>Compiles it now instead of at its first launch.</summary>
    void Compile();
}

/// <summary>One kernel of one device: a static method with one struct of arguments, compiled at its first launch and kept.</summary>
internal sealed class IlgpuKernel<TArguments>(IlgpuDevice device, Action<TArguments> kernel, KernelSpecialization specialization) : IIlgpuKernel
    where TArguments : struct
{
    private Action<AcceleratorStream, KernelConfig, TArguments>? launcher;

    public MethodInfo Method => kernel.Method;

    public KernelSpecialization Specialization => specialization;

    public void Compile() => launcher ??= device.Compiler.Compile<TArguments>(kernel.Method, specialization);

    /// <summary>Queues it on the compute stream, or in a branch on the branch's.</summary>
    /// <exception cref="DeviceException">The driver refuses the kernel or the launch.</exception>
    public void Launch(KernelConfig configuration, in TArguments arguments)
    {
        if (launcher is null)
            Compile();
        try
        {
            launcher!(device.LaunchStream, configuration, arguments);
        }
        catch (AcceleratorException error)
        {
            throw device.Failure($"launch of {KernelCompiler.NameOf(Method)}", error);
        }
    }

    /// <summary>
    /// Queues it with at least one thread for each of <paramref name="threads"/> pieces of work; the kernel ignores the surplus.
    /// </summary>
    public void LaunchFor(long threads, in TArguments arguments)
    {
        var size = device.GroupSize;
        Launch(new KernelConfig((int)((threads + size - 1) / size), size), arguments);
    }
}
