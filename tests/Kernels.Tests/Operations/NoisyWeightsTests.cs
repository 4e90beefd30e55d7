using DqnGpu.Kernels.Reference;

namespace DqnGpu.Kernels.Tests.Operations;

/// <summary><see cref="NoisyWeights"/> against <see cref="NoisyWeightsReference"/>.</summary>
public abstract class NoisyWeightsTests(DeviceSource source) : DeviceFixture(source)
{
    private const ulong Key = 0x123456789ABCDEF0;

    [TestCase(1, 1), TestCase(3, 2), TestCase(17, 5), TestCase(64, 33)]
    public void Forward_equals_the_reference(int inputs, int outputs)
    {
        var arrays = new Arrays(this, inputs, outputs);
        Run(arrays, Key, draw: 5);

        var (noise, w, b) = (new double[inputs + outputs], new double[inputs * outputs], new double[outputs]);
        NoisyWeightsReference.Noise(Key, 5, noise);
        NoisyWeightsReference.Forward(
            noise, Close.Doubles(arrays.WeightMu), Close.Doubles(arrays.WeightSigma), Close.Doubles(arrays.BiasMu), Close.Doubles(arrays.BiasSigma), w, b);
        Close.Compare("noise", arrays.Buffers.Noise.Buffer.ToArray(), noise);
        Close.Compare("w", arrays.Buffers.Weights.Buffer.ToArray(), w, floor: 4);
        Close.Compare("b", arrays.Buffers.Bias.Buffer.ToArray(), b, floor: 4);
    }

    [TestCase(1, 1), TestCase(3, 2), TestCase(17, 5), TestCase(64, 33)]
    public void Backward_equals_the_reference(int inputs, int outputs)
    {
        var (noise, dw, db) = (RandomFloats(inputs + outputs), RandomFloats(inputs * outputs), RandomFloats(outputs));
        var (dsigma, dsigmab) = (Unwritten(inputs * outputs), Unwritten(outputs));
        Device.NoisyWeights.Backward(Upload(noise), Upload(dw), Upload(db), dsigma, dsigmab);

        var (expected, expectedb) = (new double[inputs * outputs], new double[outputs]);
        NoisyWeightsReference.Backward(Close.Doubles(noise), Close.Doubles(dw), Close.Doubles(db), expected, expectedb);
        Close.Compare("dsigma", dsigma.ToArray(), expected);
        Close.Compare("dsigmab", dsigmab.ToArray(), expectedb);
    }

    [Test]
    public void Thousands_of_numbers_equal_the_reference_and_are_distributed_as_they_should()
    {
        var length = RealShapes ? 20_001 : 301;
        var arrays = new Arrays(this, length - 1, 1);
        Run(arrays, Key, draw: -1);
        var noise = arrays.Buffers.Noise.Buffer.ToArray();
        var expected = new double[length];
        NoisyWeightsReference.Noise(Key, -1, expected);
        // Where e is nearly 0 its root magnifies the error of e: |f| = sqrt(|e|).
        Close.Compare("f(e)^2", Array.ConvertAll(noise, f => f * f), Array.ConvertAll(expected, f => f * f), floor: 4);

        // e = f |f| is standard normal: mean 0 and variance 1, within four standard errors; and f has the variance E |e| = sqrt(2 / pi).
        var e = Array.ConvertAll(noise, f => (double)f * Math.Abs(f));
        Assert.That(e.Average(), Is.Zero.Within(4 / Math.Sqrt(length)));
        Assert.That(e.Average(value => value * value), Is.EqualTo(1).Within(4 * Math.Sqrt(2.0 / length)));
        Assert.That(noise.Average(f => (double)f * f), Is.EqualTo(Math.Sqrt(2 / Math.PI)).Within(4 * Math.Sqrt((1 - 2 / Math.PI) / length)));
        Assert.That(e.Zip(e.Skip(1), (a, b) => a * b).Average(), Is.Zero.Within(4 / Math.Sqrt(length)), "neighbours do not depend on each other");
        Assert.That(e.Max(Math.Abs), Is.LessThan(5.78));
    }

    [Test]
    public void The_same_key_and_draw_give_the_same_bits_and_any_other_other_noise()
    {
        float[] Noise(ulong key, int draw)
        {
            var arrays = new Arrays(this, 5, 4);
            Run(arrays, key, draw);
            return arrays.Buffers.Noise.Buffer.ToArray();
        }

        var noise = Noise(Key, 7);
        Assert.That(Noise(Key, 7), Is.EqualTo(noise));
        foreach (var (key, draw) in new[] { (Key, 8), (Key + 1, 7), (Key ^ (1UL << 40), 7), (Key, -7) })
            Assert.That(Noise(key, draw).Intersect(noise), Is.Empty, $"{key:x} {draw}");
    }

    [Test]
    public void A_graph_reads_the_draw_when_it_runs()
    {
        var arrays = new Arrays(this, 6, 3);
        var draw = Upload(1);
        Device.NoisyWeights.Forward(Key, draw, arrays.Buffers);
        var first = arrays.Buffers.Weights.Buffer.ToArray();
        using var graph = Device.Capture(() => Device.NoisyWeights.Forward(Key, draw, arrays.Buffers));
        draw.CopyFrom([2]);
        graph.Launch();
        var second = arrays.Buffers.Weights.Buffer.ToArray();
        Assert.That(second, Is.Not.EqualTo(first));
        draw.CopyFrom([1]);
        graph.Launch();
        Assert.That(arrays.Buffers.Weights.Buffer.ToArray(), Is.EqualTo(first));
    }

    [Test]
    public void Without_a_draw_there_is_no_noise()
    {
        var arrays = new Arrays(this, 19, 3);
        Device.NoisyWeights.Forward(Key, default, arrays.Buffers);
        Assert.That(arrays.Buffers.Noise.Buffer.ToArray(), Is.All.Zero);
        Assert.That(arrays.Buffers.Weights.Buffer.ToArray(), Is.EqualTo(arrays.WeightMu));
        Assert.That(arrays.Buffers.Bias.Buffer.ToArray(), Is.EqualTo(arrays.BiasMu));
    }

    [Test]
    public void NaN_stays_where_it_is()
    {
        var arrays = new Arrays(this, 19, 3);
        arrays.Buffers.WeightSigma.Buffer.CopyFrom([.. arrays.WeightSigma.Select((value, i) => i == 30 ? float.NaN : value)]);
        Run(arrays, Key, draw: 1);
        Assert.That(
            arrays.Buffers.Weights.Buffer.ToArray().Select(float.IsNaN), Is.EqualTo(Enumerable.Range(0, 19 * 3).Select(i => i == 30)));
    }

    [Test]
    public void Wrong_lengths_are_refused_with_both_shapes()
    {
        var arrays = new Arrays(this, 4, 3);
        var (three, twelve, seven) = (Upload(new float[3]), Upload(new float[12]), Upload(new float[7]));
        var noisy = Device.NoisyWeights;
        AssertRefused(() => noisy.Forward(Key, Upload(1, 2), arrays.Buffers), "draw has 2 elements", "[1] asks for 1");
        AssertRefused(() => noisy.Forward(Key, default, arrays.Buffers with { WeightSigma = three }), "WeightSigma has 3", "[Out, In] asks for 12");
        AssertRefused(() => noisy.Forward(Key, default, arrays.Buffers with { Noise = three }), "WeightMu has 12", "[Out, In] asks for 0");
        AssertRefused(() => noisy.Forward(Key, default, arrays.Buffers with { BiasSigma = twelve }), "BiasSigma has 12", "[Out] asks for 3");
        AssertRefused(() => noisy.Backward(seven, three, three, twelve, three), "dw has 3", "[Out, In] asks for 12");
        AssertRefused(() => noisy.Backward(seven, twelve, three, twelve, twelve), "dsigmab has 12", "[Out] asks for 3");

        static void AssertRefused(Action call, string actual, string expected) =>
            Assert.That(call, Throws.ArgumentException.With.Message.Contains(actual).And.Message.Contains(expected));
    }

    private void Run(Arrays arrays, ulong key, int draw) => Device.NoisyWeights.Forward(key, Upload(draw), arrays.Buffers);

    private sealed class Arrays
    {
        public Arrays(NoisyWeightsTests test, int inputs, int outputs)
        {
            (WeightMu, WeightSigma) = (test.RandomFloats(inputs * outputs), test.RandomFloats(inputs * outputs));
            (BiasMu, BiasSigma) = (test.RandomFloats(outputs), test.RandomFloats(outputs));
            Buffers = new()
            {
                WeightMu = test.Upload(WeightMu),
                WeightSigma = test.Upload(WeightSigma),
                BiasMu = test.Upload(BiasMu),
                BiasSigma = test.Upload(BiasSigma),
                Noise = test.Unwritten(inputs + outputs),
                Weights = test.Unwritten(inputs * outputs),
                Bias = test.Unwritten(outputs),
            };
        }

        public float[] WeightMu { get; }

        public float[] WeightSigma { get; }

        public float[] BiasMu { get; }

        public float[] BiasSigma { get; }

        public NoisyWeightsBuffers Buffers { get; }
    }
}
