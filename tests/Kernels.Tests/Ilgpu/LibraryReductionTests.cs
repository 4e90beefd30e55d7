using ILGPU;
using ILGPU.Algorithms;
using ILGPU.Algorithms.ScanReduceOperations;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;

namespace DqnGpu.Kernels.Tests.Ilgpu;

/// <summary>
/// A second opinion on our own reductions: ILGPU.Algorithms', which adds by atomics, in any order. So its last bits may differ from run to run, and the
/// product has no use for it.
/// </summary>
public sealed class LibraryReductionTests
{
    [Test]
    public void The_norm_of_a_gradient_is_the_librarys()
    {
        const int Length = 5000;
        var random = new Random(1);
        var gradients = new float[Length];
        for (var i = 0; i < Length; i++)
            gradients[i] = random.NextSingle() - 0.5f;
        using var context = Context.Create(builder => builder.CPU(new CPUDevice(2, 1, 2)).EnableAlgorithms());
        using var accelerator = context.CreateCPUAccelerator(0);
        using var squares = accelerator.Allocate1D(Array.ConvertAll(gradients, g => g * g));
        var norm = Math.Sqrt(accelerator.Reduce<float, AddFloat>(accelerator.DefaultStream, squares.View));

        var device = IlgpuSources.Cpu.Open();
        using var ours = device.Allocate<float>(Length);
        using var ourNorm = device.Allocate<float>(1);
        ours.CopyFrom(gradients);
        device.GradientClip.Clip(1000, ours, ourNorm);
        Assert.That(ourNorm.ToArray()[0], Is.EqualTo(norm).Within(1e-3).Percent);
    }
}
