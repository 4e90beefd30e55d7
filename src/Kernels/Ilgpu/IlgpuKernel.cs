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
/// <remarks>From <see cref="IlgpuDevice.Kernel{TArguments}(Action{TArguments})"/>: the operations' kernels and a user's own are launched alike.</remarks>
public sealed class IlgpuKernel<TArguments> : IIlgpuKernel where TArguments : struct
{
    private readonly IlgpuDevice device;
    private readonly MethodInfo method;
    private readonly KernelSpecialization specialization;
    private readonly int largestGroup;
    private Action<AcceleratorStream, KernelConfig, TArguments>? launcher;

    internal IlgpuKernel(IlgpuDevice device, Action<TArguments> kernel, KernelSpecialization specialization)
    {
        this.device = device;
        method = KernelCompiler.KernelMethod(kernel);
        this.specialization = specialization;
        largestGroup = Math.Min(device.Accelerator.MaxNumThreadsPerGroup, specialization.MaxNumThreadsPerGroup ?? int.MaxValue);
    }

    MethodInfo IIlgpuKernel.Method => method;

    KernelSpecialization IIlgpuKernel.Specialization => specialization;

    /// <summary>Compiles it now instead of at its first launch, which takes a tenth of a second or more.</summary>
    /// <exception cref="NotSupportedException">
    /// It holds what the device cannot do, or <typeparamref name="TArguments"/> is not public: <c>ilgpu-cpu</c> could not hand it over. The message
    /// says which.
    /// </exception>
    /// <exception cref="DeviceException">The driver refuses the kernel.</exception>
    public void Compile() => launcher ??= device.Compiler.Compile<TArguments>(method, specialization);

    /// <summary>Queues it behind the operations called before, in a branch or a captured graph as they are.</summary>
    /// <param name="configuration">How many groups, and threads in each: <c>(groups, threads)</c>, numbers or <see cref="Index2D"/>s.</param>
    /// <param name="arguments">A graph launches it with these again and again: what changes between launches belongs into a buffer.</param>
    /// <exception cref="ArgumentOutOfRangeException">A group has more threads than the device or the kernel's specialization allows.</exception>
    /// <exception cref="NotSupportedException">See <see cref="Compile"/>.</exception>
    /// <exception cref="DeviceException">The driver refuses the kernel or the launch.</exception>
    public void Launch(KernelConfig configuration, in TArguments arguments)
    {
        if (configuration.GroupDim.Size > largestGroup)
            throw new ArgumentOutOfRangeException(
                nameof(configuration),
                $"The kernel {KernelCompiler.NameOf(method)} was launched in groups of {configuration.GroupDim.Size} threads; " +
                $"{device.Name} and its specialization allow {largestGroup}.");
        if (launcher is null)
            Compile();
        try
        {
            launcher!(device.LaunchStream, configuration, arguments);
        }
        catch (AcceleratorException error)
        {
            throw device.Failure($"launch of {KernelCompiler.NameOf(method)}", error);
        }
    }

    /// <summary>Queues it with at least one thread for each of <paramref name="threads"/> pieces of work; the kernel ignores the surplus.</summary>
    /// <inheritdoc cref="Launch"/>
    public void LaunchFor(long threads, in TArguments arguments)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads);
        var size = device.GroupSize;
        Launch(new KernelConfig((int)((threads + size - 1) / size), size), arguments);
    }
}
