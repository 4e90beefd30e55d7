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
}
