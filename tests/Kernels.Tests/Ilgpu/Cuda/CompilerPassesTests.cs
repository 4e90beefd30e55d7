using System.Diagnostics;
using System.Text.RegularExpressions;
using DqnGpu.Kernels.Ilgpu;

namespace DqnGpu.Kernels.Tests.Ilgpu.Cuda;

public sealed class CompilerPassesTests
{
    [Test, Category("Slow")]
    public void Dropping_dead_ways_first_gives_the_same_instructions_for_less_than_half_of_the_memory()
    {
        Assert.That(CompilerPasses.CanReplace, Is.True, "ILGPU has changed: without this its kernels compile slowly.");
        using var device = IlgpuDevices.Open(IlgpuDevices.Cpu);
        HopperPtx.ProductsOf(device.Linear).First().Register(TileAccess.Vectors);
        var kernel = device.Kernels.First(each => each.Method.DeclaringType!.Name.StartsWith("TiledProduct", StringComparison.Ordinal));

        Compile(kernel, dropsDeadWaysFirst: true); // ILGPU itself is compiled the first time.
        var (instructions, bytes, seconds) = Compile(kernel, dropsDeadWaysFirst: true);
        var (instructionsOfIlgpu, bytesOfIlgpu, secondsOfIlgpu) = Compile(kernel, dropsDeadWaysFirst: false);

        TestContext.Out.WriteLine(
            $"Compiling a product: {bytes >> 20} MB allocated, {seconds:f2} s; in ILGPU's order {bytesOfIlgpu >> 20} MB, {secondsOfIlgpu:f2} s");
        Assert.Multiple(() =>
        {
            Assert.That(instructions, Is.EqualTo(instructionsOfIlgpu));
            Assert.That(bytes, Is.LessThan(bytesOfIlgpu / 2));
        });
    }

    // ILGPU numbers its values through all kernels of a process, and where instructions stand that do not wait for each other is chance: hash codes of objects.
    private static (string[] Instructions, long Bytes, double Seconds) Compile(IIlgpuKernel kernel, bool dropsDeadWaysFirst)
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var clock = Stopwatch.StartNew();
        var text = HopperPtx.Of(kernel.Method, kernel.Specialization, dropsDeadWaysFirst);
        var instructions = Regex.Replace(text, "(?<=_|%[a-z]+)[0-9]+", "").Split('\n');
        Array.Sort(instructions, StringComparer.Ordinal);
        return (instructions, GC.GetTotalAllocatedBytes(precise: true) - before, clock.Elapsed.TotalSeconds);
    }
}
