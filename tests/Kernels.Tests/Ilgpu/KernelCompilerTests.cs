using System.Reflection;
using DqnGpu.Kernels.Ilgpu;
using ILGPU.Backends;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.OpenCL;
using ILGPU.Runtime;

namespace DqnGpu.Kernels.Tests.Ilgpu;

public sealed class KernelCompilerTests
{
    [Test]
    public void A_kernel_that_OpenCL_does_not_build_is_told_with_the_compilers_log()
    {
        var device = (IlgpuDevice)IlgpuSources.OpenCL.Open();
        var method = device.Kernels[0].Method;
        var kernel = (CLCompiledKernel)device.Accelerator.GetBackend().Compile(EntryPointDescription.FromExplicitlyGroupedKernel(method), default);
        typeof(CLCompiledKernel).GetField("<Source>k__BackingField", BindingFlags.Instance | BindingFlags.NonPublic)!
            .SetValue(kernel, "kernel void nothing(void) { undeclared_name = 1; }");

        Assert.That(
            () => device.Compiler.Load(kernel, "Some.Kernel"),
            Throws.InstanceOf<DeviceException>().With.Message.StartsWith("The kernel Some.Kernel was not loaded: clBuildProgram failed")
                .And.Message.Contains("undeclared_name").And.Message.Not.Contains("\n"));
    }

    // In a device of its own: ILGPU's contexts remember a failed compilation.
    [Test]
    public void Arguments_that_the_launcher_cannot_see_are_told()
    {
        using var device = (IlgpuDevice)Devices.Open("ilgpu-cpu");

        Assert.That(
            device.Kernel<Hidden>(HiddenKernel).Compile,
            Throws.InstanceOf<NotSupportedException>().With.Message.Contains("KernelCompilerTests.HiddenKernel").And.Message.Contains("Hidden; make that struct public"));
    }

    [Test]
    public void What_no_gpu_can_do_is_told()
    {
        Assert.That(
            () => KernelText.Ptx<Visible>(ThrowKernel),
            Throws.InstanceOf<NotSupportedException>().With.Message.EqualTo(
                "The kernel KernelCompilerTests.ThrowKernel was not compiled: Not supported IL instruction of type 'Throw'"));
    }

    private static void HiddenKernel(Hidden arguments)
    {
    }

    private static void ThrowKernel(Visible arguments) => throw new InvalidOperationException();

    private struct Hidden
    {
    }

    public struct Visible
    {
    }
}
