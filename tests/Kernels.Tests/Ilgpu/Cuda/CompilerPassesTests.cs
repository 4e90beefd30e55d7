using System.Text.RegularExpressions;
using DqnGpu.Kernels.Ilgpu;

namespace DqnGpu.Kernels.Tests.Ilgpu.Cuda;

public sealed class CompilerPassesTests
{
    [Test]
    public void Dropping_dead_ways_first_gives_the_same_text_for_less_than_half_of_the_memory()
    {
        Assert.That(CompilerPasses.CanReplace, Is.True, "ILGPU has changed: without this its kernels compile slowly.");
        using var device = IlgpuDevices.Open(IlgpuDevices.Cpu);
        HopperPtx.ProductsOf(device.Linear).First().Register(TileAccess.Vectors);
        var kernel = device.Kernels.First(each => each.Method.DeclaringType!.Name.StartsWith("TiledProduct", StringComparison.Ordinal));

        var (text, bytes) = Compile(kernel, dropsDeadWaysFirst: true);
        var (textOfIlgpu, bytesOfIlgpu) = Compile(kernel, dropsDeadWaysFirst: false);

        TestContext.Out.WriteLine($"{kernel.Method.DeclaringType!.Name}: {bytes >> 20} MB allocated by compiling it, {bytesOfIlgpu >> 20} MB in ILGPU's order");
        Assert.Multiple(() =>
        {
            Assert.That(text, Is.EqualTo(textOfIlgpu));
            Assert.That(bytes, Is.LessThan(bytesOfIlgpu / 2));
        });
    }

    // ILGPU numbers its values through all kernels of a process, so the numbers in names say nothing.
    private static (string Text, long Bytes) Compile(IIlgpuKernel kernel, bool dropsDeadWaysFirst)
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var text = HopperPtx.Of(kernel.Method, kernel.Specialization, dropsDeadWaysFirst);
        return (Regex.Replace(text, "_[0-9]+", "_"), GC.GetTotalAllocatedBytes(precise: true) - before);
    }
}
