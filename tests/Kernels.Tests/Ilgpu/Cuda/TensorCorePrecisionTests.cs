using DqnGpu.Kernels.Reference;
using DqnGpu.Kernels.Tests.Operations;

namespace DqnGpu.Kernels.Tests.Ilgpu.Cuda;

/// <summary>How far products on tensor cores are from the reference in double precision, beside those in fp32.</summary>
public sealed class TensorCorePrecisionTests
{
    private static readonly LinearShape Shape = new(N: 32, In: 3136, Out: 64);

    [Test]
    public void Pairs_of_tf32_numbers_are_as_exact_as_fp32_and_tf32_is_what_its_11_bits_allow()
    {
        var fp32 = Error(IlgpuSources.Cuda);
        var tf32 = Error(IlgpuSources.CudaTf32);
        var tf32x3 = Error(IlgpuSources.CudaTf32x3);
        TestContext.Out.WriteLine($"root mean square error of y as a share of y's: fp32 {fp32:e2}, tf32 {tf32:e2}, 3xtf32 {tf32x3:e2}");
        Assert.That(tf32x3, Is.LessThan(2 * fp32));
        // At most sqrt(2/3) u of the result, see Tf32Tests of the networks; at least half of that, or nothing was rounded.
        Assert.That(tf32, Is.InRange(0.5 * Math.Sqrt(2.0 / 3) / 2048, Math.Sqrt(2.0 / 3) / 2048));
    }

    private static double Error(DeviceSource source)
    {
        var device = source.Open();
        var random = new Random(1);
        var x = Random(random, Shape.InputLength);
        var w = Random(random, Shape.WeightLength);
        using var inputs = Upload(device, x);
        using var weights = Upload(device, w);
        using var bias = device.Allocate<float>(Shape.Out);
        using var outputs = device.Allocate<float>(Shape.OutputLength);
        device.Linear.Forward(Shape, inputs, weights, bias, outputs, Activation.None);
        var expected = new double[Shape.OutputLength];
        LinearReference.Forward(Shape, Close.Doubles(x), Close.Doubles(w), new double[Shape.Out], expected, Activation.None);
        var actual = outputs.ToArray();
        return Math.Sqrt(actual.Zip(expected, (a, e) => (a - e) * (a - e)).Sum() / expected.Sum(e => e * e));
    }

    private static float[] Random(Random random, long length)
    {
        var values = new float[length];
        for (var i = 0; i < values.Length; i++)
            values[i] = random.NextSingle() * 2 - 1;
        return values;
    }

    private static DeviceBuffer<float> Upload(Device device, float[] content)
    {
        var buffer = device.Allocate<float>(content.Length);
        buffer.CopyFrom(content);
        return buffer;
    }
}
