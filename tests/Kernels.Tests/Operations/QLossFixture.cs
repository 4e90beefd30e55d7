namespace DqnGpu.Kernels.Tests.Operations;

/// <summary>What the tests of the Q-learners' losses share: a minibatch on the host, and what a device and a reference make of it.</summary>
public abstract class QLossFixture(DeviceSource source) : DeviceFixture(source)
{
    /// <summary>What the loss of the device writes.</summary>
    protected (float[] Gradient, float[] Errors, float[] Statistics) Compute(Minibatch minibatch, Action<QLossBuffers> loss)
    {
        var buffers = Upload(minibatch);
        loss(buffers);
        return (buffers.Gradient.Buffer.ToArray(), buffers.Errors.Buffer.ToArray(), buffers.Statistics.Buffer.ToArray());
    }

    /// <summary>Each view in turn is an element short, of a minibatch of 2 that has all views.</summary>
    protected void AssertEveryLengthIsChecked(int outputs, string shape, Action<QLossBuffers> loss)
    {
        var all = Upload(new()
        {
            Outputs = new float[2 * outputs],
            Taken = [0, 0],
            Rewards = new float[2],
            Discounts = new float[2],
            NextTarget = new float[2 * outputs],
            NextOnline = new float[2 * outputs],
            FirstTarget = new float[2 * outputs],
            Weights = new float[2],
        });
        Assert.That(() => loss(all), Throws.Nothing);
        var one = Upload(0f);
        var few = Upload(new float[2 * outputs - 1]);
        (string Name, string Shape, int Length, QLossBuffers Buffers)[] cases =
        [
            ("Outputs", shape, 2 * outputs, all with { Outputs = few }),
            ("Rewards", "[N]", 2, all with { Rewards = one }),
            ("Discounts", "[N]", 2, all with { Discounts = one }),
            ("NextTarget", shape, 2 * outputs, all with { NextTarget = few }),
            ("NextOnline", shape, 2 * outputs, all with { NextOnline = few }),
            ("FirstTarget", shape, 2 * outputs, all with { FirstTarget = few }),
            ("Weights", "[N]", 2, all with { Weights = one }),
            ("Gradient", shape, 2 * outputs, all with { Gradient = few }),
            ("Errors", "[N]", 2, all with { Errors = one }),
            ("Statistics", "[2]", 2, all with { Statistics = one }),
        ];
        foreach (var (name, itsShape, length, buffers) in cases)
            Assert.That(
                () => loss(buffers),
                Throws.ArgumentException.With.Message.Contains(
                    $"Compute: {name} has {length - 1} elements, but its shape {itsShape} asks for {length}"));
        Assert.That(() => loss(all with { Actions = default }), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("N must be at least 1"));
    }

    /// <summary>NaN where the reference has it, and equal numbers elsewhere.</summary>
    protected static void AssertEqualWithNaN(
        (float[] Gradient, float[] Errors, float[] Statistics) actual, (double[] Gradient, double[] Errors, double[] Statistics) expected)
    {
        Assert.That(actual.Errors, Is.EqualTo(expected.Errors).Within(1e-5));
        Assert.That(actual.Gradient, Is.EqualTo(expected.Gradient).Within(1e-5));
        Assert.That(actual.Statistics, Is.EqualTo(expected.Statistics).Within(1e-5));
    }

    private QLossBuffers Upload(Minibatch minibatch) => new()
    {
        Outputs = Upload(minibatch.Outputs),
        Actions = Upload(minibatch.Taken),
        Rewards = Upload(minibatch.Rewards),
        Discounts = Upload(minibatch.Discounts),
        NextTarget = Upload(minibatch.NextTarget),
        NextOnline = UploadOrEmpty(minibatch.NextOnline),
        FirstTarget = UploadOrEmpty(minibatch.FirstTarget),
        Weights = UploadOrEmpty(minibatch.Weights),
        Gradient = Unwritten(minibatch.Outputs.Length),
        Errors = Unwritten(minibatch.Taken.Length),
        Statistics = Unwritten(2),
    };

    private DeviceView<float> UploadOrEmpty(float[] content) => content.Length > 0 ? Upload(content) : default(DeviceView<float>);

    /// <summary>As in <see cref="QLossBuffers"/>; what need not be there is empty.</summary>
    protected sealed class Minibatch
    {
        public required float[] Outputs { get; init; }
        public required int[] Taken { get; init; }
        public required float[] Rewards { get; init; }
        public required float[] Discounts { get; init; }
        public required float[] NextTarget { get; init; }
        public float[] NextOnline { get; init; } = [];
        public float[] FirstTarget { get; init; } = [];
        public float[] Weights { get; init; } = [];

        /// <summary>What a test means by "reward" and the like; what it calls by any other name are the outputs.</summary>
        public float[] Named(string name) => name switch
        {
            "reward" => Rewards,
            "discount" => Discounts,
            "next target" => NextTarget,
            "next online" => NextOnline,
            "first target" => FirstTarget,
            "weight" => Weights,
            _ => Outputs,
        };

        /// <summary>What a reference writes, which is given the gradient [N, O] and the errors [N] to fill and gives the statistics.</summary>
        public (double[] Gradient, double[] Errors, double[] Statistics) Reference(Func<double[], double[], (double Loss, double MeanMaxQ)> loss)
        {
            var gradient = new double[Outputs.Length];
            var errors = new double[Taken.Length];
            var (value, maxQ) = loss(gradient, errors);
            return (gradient, errors, [value, maxQ]);
        }
    }
}
