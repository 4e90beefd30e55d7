using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using DqnGpu.Kernels.Ilgpu;
using ILGPU;
using ILGPU.Runtime;

namespace DqnGpu.Kernels.Tests.Ilgpu;

public sealed class KernelTextTests
{
    private static readonly string Plain = KernelText.Ptx<SumArguments>(SumKernel);
    private static readonly string WithSourceLines = KernelText.Ptx<SumArguments>(SumKernel, withSourceLines: true);

    [Test]
    public void Is_what_a_gpu_gets()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Plain, Does.StartWith("// kernel KernelTextTests.SumKernel\n"));
            Assert.That(Plain, Does.Contain(".target sm_80").And.Contain("ld.global.f32").And.Contain("bra").And.Not.Contain("bra.uni"));
        });
    }

    [Test]
    public void Is_for_the_groups_asked_for()
    {
        var text = KernelText.Ptx<SumArguments>(SumKernel, new KernelSpecialization(64, 3));

        Assert.That(text, Does.Contain(".maxntid 64, 1, 1").And.Contain(".minnctapersm 3"));
    }

    [Test]
    public void Source_lines_say_where_an_instruction_came_from()
    {
        var file = Regex.Match(WithSourceLines, "\\.file\t([0-9]+) \"(.*)\"");
        var load = Regex.Match(WithSourceLines, "\\.loc\t([0-9]+) ([0-9]+) [0-9]+\\s+// (.*)(?:(?!\\.loc)[^\0])*ld\\.global\\.f32");

        Assert.Multiple(() =>
        {
            Assert.That(Path.GetFileName(file.Groups[2].Value), Is.EqualTo("KernelTextTests.cs"));
            Assert.That(load.Groups[1].Value, Is.EqualTo(file.Groups[1].Value));
            Assert.That(int.Parse(load.Groups[2].Value), Is.EqualTo(LineOfLoad));
            Assert.That(load.Groups[3].Value.Trim(), Does.StartWith("sum += arguments.X[i];"));
        });
    }

    [Test]
    public void Source_lines_change_no_instruction()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Instructions(WithSourceLines), Is.EqualTo(Instructions(Plain)));
            Assert.That(WithSourceLines, Does.Not.Contain("debug"), "A driver's assembler optimises nothing in a module with the word.");
        });
    }

    // Ours count groups between fences and get cheaper ones; what a user's fences are for, nobody knows.
    [Test]
    public void Fences_of_a_users_kernel_stay_as_they_are() =>
        Assert.That(KernelText.Ptx<CountArguments>(CountKernel), Does.Match(@"membar\.gl;\s+atom\.add\.global\.u32[^\n]*\n\s+membar\.gl;"));

    [Test]
    public void A_lambda_is_no_kernel()
    {
        Assert.That(
            () => KernelText.Ptx<SumArguments>(arguments => arguments.X[0] = 0),
            Throws.ArgumentException.With.Message.Contains("A kernel is a static method"));
    }

    private static string[] Instructions(string text) =>
        [.. text.Split('\n').Select(line => Regex.Replace(line, "(?<=_|%[a-z]+)[0-9]+", "").Trim())
            .Where(line => line.Length > 0 && !line.StartsWith("//", StringComparison.Ordinal) && !Regex.IsMatch(line, @"^\.(loc|file)\s")).Order(StringComparer.Ordinal)];

    private static void SumKernel(SumArguments arguments)
    {
        var sum = 0f;
        for (var i = Grid.GlobalIndex.X; i < arguments.X.Length; i += ILGPU.Group.DimX)
            sum += arguments.X[i]; // LineOfLoad
        arguments.Y[Grid.GlobalIndex.X] = sum;
    }

    private static int LineOfLoad { get; } = LineOf("// LineOfLoad");

    private static int LineOf(string mark, [CallerFilePath] string file = "") =>
        Array.FindIndex(File.ReadAllLines(file), line => line.EndsWith(mark, StringComparison.Ordinal)) + 1;

    public struct SumArguments
    {
        public ArrayView<float> X;
        public ArrayView<float> Y;
    }

    private static void CountKernel(CountArguments arguments)
    {
        MemoryFence.DeviceLevel();
        var before = Atomic.Add(ref arguments.Counter[0], 1);
        MemoryFence.DeviceLevel();
        arguments.Counter[1] = before;
    }

    public struct CountArguments
    {
        public ArrayView<int> Counter;
    }
}
