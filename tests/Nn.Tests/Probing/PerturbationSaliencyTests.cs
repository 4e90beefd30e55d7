using DqnGpu.Kernels;

namespace DqnGpu.Nn.Tests.Probing;

/// <summary>The map against its formula, pixel by pixel in double precision.</summary>
[TestFixtureSource(typeof(TestDevices), nameof(TestDevices.AllPrecise))]
public sealed class PerturbationSaliencyTests(string deviceName)
{
    private Device Device => TestDevices.Open(deviceName);

    [Test]
    public void EveryPlaceIsTheFormulas()
    {
        // More places than a slice has.
        var network = new Network(new FrameShape(2, 25, 22), new Conv2dLayer(3, 6, 4), new LinearLayer(ProbedNetworks.Actions));
        var parameters = ProbedNetworks.Parameters(network);
        var state = ProbedNetworks.State(network, 1);
        using var saliency = new PerturbationSaliency(Device, network);
        using var deviceParameters = Device.Allocate<float>(network.BufferLength);
        deviceParameters.CopyFrom(parameters);
        Assert.That((saliency.Rows, saliency.Columns), Is.EqualTo((5, 5)));
        saliency.Begin(state);
        Assert.That(saliency.SlicesLeft, Is.EqualTo(2));
        Assert.That(saliency.Step(deviceParameters), Is.False);
        Assert.That(saliency.Step(deviceParameters), Is.True);

        double[] exact = [.. parameters.Select(value => (double)value)];
        var q = Values(state);
        for (var place = 0; place < 25; place++)
        {
            var patched = Values(Patched(network.Frames, state, 5 * (place / 5), 5 * (place % 5)));
            var expected = q.Zip(patched, (before, after) => (before - after) * (before - after)).Sum() / 2;
            Assert.That(expected, Is.GreaterThan(0));
            Assert.That(saliency.Map[place], Is.EqualTo(expected).Within(1e-6 + 1e-3 * expected), $"place {place}");
        }

        double[] Values(byte[] bytes)
        {
            var values = new double[network.Actions];
            NetworkReference.Forward(network, 1, NetworkReference.ScaleFrames(network.Frames, 1, bytes), exact, values);
            return values;
        }
    }

    [Test]
    public void WhereNothingIsToBeSeenNothingIsAsked()
    {
        var network = new Network(new FrameShape(1, 84, 84), new Conv2dLayer(3, 8, 4), new LinearLayer(ProbedNetworks.Actions));
        using var saliency = new PerturbationSaliency(Device, network);
        using var parameters = Device.Allocate<float>(network.BufferLength);
        parameters.CopyFrom(ProbedNetworks.Parameters(network));
        var state = new byte[network.Frames.Length];
        state.AsSpan().Fill(87);
        Assert.That((saliency.Rows, saliency.Columns), Is.EqualTo((17, 17)));
        saliency.Begin(state);
        Assert.That(saliency.SlicesLeft, Is.Zero);
        Assert.That(saliency.Step(parameters), Is.True);

        // A ball in a corner: what is far from it does not matter.
        state[0] = 236;
        saliency.Begin(state);
        while (!saliency.Step(parameters))
        {
        }
        Assert.That(saliency.Map[0], Is.GreaterThan(0));
        Assert.That(saliency.Map[^1], Is.Zero);
        Assert.That(saliency.Map.ToArray().Count(value => value > 0), Is.LessThan(30));
        Assert.That(() => saliency.Begin(new byte[3]), Throws.ArgumentException.With.Message.Contains("7056 bytes"));
    }

    private static byte[] Patched(FrameShape shape, byte[] state, int row, int column)
    {
        var patched = new byte[state.Length];
        for (var c = 0; c < shape.C; c++)
            for (var y = 0; y < shape.H; y++)
                for (var x = 0; x < shape.W; x++)
                {
                    var (sum, weights) = (0.0, 0.0);
                    for (var i = Math.Max(0, y - 12); i <= Math.Min(shape.H - 1, y + 12); i++)
                        for (var j = Math.Max(0, x - 12); j <= Math.Min(shape.W - 1, x + 12); j++)
                        {
                            var weight = Gaussian(i - y, j - x, 3);
                            sum += weight * state[(c * shape.H + i) * shape.W + j];
                            weights += weight;
                        }
                    var mask = Gaussian(y - row, x - column, 5);
                    var at = (c * shape.H + y) * shape.W + x;
                    patched[at] = (byte)Math.Round((1 - mask) * state[at] + mask * sum / weights);
                }
        return patched;

        static double Gaussian(int y, int x, double sigma) => Math.Exp(-(y * y + x * x) / (2 * sigma * sigma));
    }
}
