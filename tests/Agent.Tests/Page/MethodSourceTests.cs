using DqnGpu.Kernels;
using NUnit.Framework;

namespace DqnGpu.Agent.Tests;

/// <summary>The code that computes an operation is found: its file, its line and its text, on both families of devices.</summary>
public sealed class MethodSourceTests
{
    [Test, Combinatorial]
    public void EveryOperationsCodeIsFound([Values] Operation operation, [Values("simd", "ilgpu-cpu")] string deviceName)
    {
        using var device = Devices.Open(deviceName);
        var folder = deviceName == "simd" ? "src/Kernels/Simd/" : "src/Kernels/Ilgpu/";
        foreach (var (methods, where) in new[] { (OperationCode.On(device, operation), folder), (OperationCode.InReference(operation), "src/Kernels/Reference/") })
        {
            Assert.That(methods, Is.Not.Empty);
            foreach (var method in methods)
            {
                var source = MethodSource.Of(method);
                Assert.That(source.Name, Does.EndWith("." + method.Name));
                Assert.That(source.File, Does.StartWith(where).And.EndWith(".cs"));
                Assert.That(source.Text, Is.Not.Null.And.Not.Empty, "the PDB holds the source");
                Assert.That(source.Text![0], Does.Contain(method.Name).And.Match(@"^\S"), "the signature is the first line, without indent");
                Assert.That(File.ReadAllLines(Path.Combine(RepositoryRoot.Folder, source.File!))[source.Line!.Value - 1].TrimStart(), Is.EqualTo(source.Text[0]));
                Assert.That(source.Text[^1], Does.Match(@"^\S|^    .*;$"), "the last line is the end of the method");
            }
        }
    }

    [Test]
    public void TheCallComesBeforeTheArithmetic()
    {
        using var device = Devices.Open("simd");
        Assert.That(
            OperationCode.On(device, Operation.ConvolutionForwardFromFrames).Select(MethodSource.Of).Select(source => source.Name),
            Is.EqualTo(new[] { "SimdConv2d.ForwardFromFramesCore", "Conv2dForwardFromFrames.Execute", "Conv2dForward.Product", "MicroKernel.TwoVectors" }));
    }

    [Test]
    public void AMethodWithoutAPdbHasANameOnly()
    {
        var source = MethodSource.Of(typeof(string).GetMethod(nameof(string.IsNullOrEmpty))!);
        Assert.That(source, Is.EqualTo(new MethodSource("String.IsNullOrEmpty", null, null, null)));
    }
}
