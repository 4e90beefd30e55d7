using DqnGpu.Kernels.Reference;

namespace DqnGpu.Kernels.Tests.Operations;

/// <summary><see cref="TdHead"/> against <see cref="TdHeadReference"/>.</summary>
public abstract class TdHeadTests(DeviceSource source) : DeviceFixture(source)
{
    /// <summary>A minibatch and how its loss is made.</summary>
    /// <param name="Shape">N, In, and A as Out.</param>
    /// <param name="Kind">The error function.</param>
    /// <param name="DoubleQ">The online network chooses the next action.</param>
    /// <param name="Weighted">Each sample has an importance weight.</param>
    /// <param name="InputIsRelu">The features are the output of a ReLU, whose mask dh takes.</param>
    public sealed record Case(LinearShape Shape, LossKind Kind, bool DoubleQ, bool Weighted, bool InputIsRelu)
    {
        public override string ToString() =>
            $"{Shape.N}x{Shape.In}x{Shape.Out} {Kind}{(DoubleQ ? " double" : "")}{(Weighted ? " weighted" : "")}{(InputIsRelu ? " relu" : "")}";
    }

    /// <summary>Each choice of loss, Double DQN, weights and ReLU on a shape of its own; features in whole vectors of four and not.</summary>
    protected static IEnumerable<Case> SmallCases()
    {
        var random = new Random(7);
        for (var choice = 0; choice < 16; choice++)
        {
            var features = random.Next(1, 60);
            // Bits 1 and 4 of the choice: as often on whole vectors as not, whatever the other bits.
            if (((choice >> 1) + choice) % 2 == 0)
                features *= 4;
            yield return Chosen(new(random.Next(1, 38), features, random.Next(1, 19)), choice);
        }
        yield return Chosen(new(N: 1, In: 1, Out: 1), choice: 15);
        yield return Chosen(new(N: 37, In: 7, Out: 18), choice: 14);
    }

    /// <summary>The same choices on the last layer of the article's network and of Nature's.</summary>
    protected static IEnumerable<Case> RealCases() => Enumerable.Range(0, 16).Select(choice => Chosen(new(N: 32, In: 512, Out: 6), choice));

    /// <summary>More action values a sample than a kernel that does all at once has room for.</summary>
    protected static IEnumerable<Case> ManyActions() =>
    [
        Chosen(new(N: 3, In: 12, Out: 33), choice: 9), Chosen(new(N: 2, In: 5, Out: 22), choice: 14),
        Chosen(new(N: 4, In: 8, Out: 21), choice: 14), Chosen(new(N: 3, In: 12, Out: 32), choice: 9),
    ];

    [TestCaseSource(nameof(SmallCases))]
    public void All_of_it_equals_the_reference(Case choice) => Check(choice);

    [TestCaseSource(nameof(RealCases))]
    public void The_real_networks_last_layer_equals_the_reference(Case choice)
    {
        RequireRealShapes();
        Check(choice);
    }

    [TestCaseSource(nameof(ManyActions))]
    public void Any_number_of_actions_equals_the_reference(Case choice) => Check(choice);

    [Test]
    public void The_composition_of_the_other_operations_equals_the_reference() =>
        Check(Chosen(new(N: 5, In: 12, Out: 6), choice: 15), new TdHead(Device));

    [TestCase(1, 0, 0), TestCase(0, 1, 0), TestCase(0, 0, 1)]
    public void Parts_of_a_flat_buffer_need_not_begin_at_whole_vectors(int beforeFeatures, int beforeWeights, int beforeInputGradient) =>
        Check(Chosen(new(N: 3, In: 8, Out: 4), choice: 13), Device.TdHead, beforeFeatures, beforeWeights, beforeInputGradient);

    [Test]
    public void Among_equal_values_the_lowest_action_counts()
    {
        var minibatch = new Minibatch(new(N: 1, In: 1, Out: 3), LossKind.Huber, InputIsRelu: false)
        {
            Online = new([0], [0, 0, 0], [5, 7, 7]),
            NextTarget = new([0], [0, 0, 0], [1, 2, 3]),
            NextOnlineFeatures = [0],
            Taken = [2],
            Rewards = [0],
            Discounts = [1],
        };
        var outputs = new Outputs(this, minibatch.Shape);
        Compute(Device.TdHead, minibatch, outputs);
        Assert.That(outputs.Errors.ToArray(), Is.EqualTo(new[] { 7f - 2f }));
        Assert.That(outputs.Statistics.ToArray()[1], Is.EqualTo(7f));
    }

    // Sample 0 stays whole; sample 1 has a NaN in the value of the action taken, or in a value of the next state.
    [TestCase(4, "online"), TestCase(3, "online"), TestCase(4, "next target"), TestCase(3, "next online"), TestCase(4, "feature")]
    public void NaN_reaches_the_error_and_the_gradients_of_the_action_taken(int features, string where)
    {
        var minibatch = new Minibatch(new(N: 2, features, Out: 2), LossKind.Huber, InputIsRelu: true)
        {
            Online = new([.. Enumerable.Repeat(0.5f, 2 * features)], [.. Enumerable.Repeat(1f, 2 * features)], [0, 0]),
            NextTarget = new([.. Enumerable.Repeat(1f, 2 * features)], [.. Enumerable.Repeat(1f, 2 * features)], [0, 0]),
            NextOnlineFeatures = where == "next online" ? [.. Enumerable.Repeat(1f, 2 * features)] : null,
            Taken = [0, 1],
            Rewards = [0, 0],
            Discounts = [0.5f, 0.5f],
        };
        switch (where)
        {
            case "online":
                minibatch.Online.Weights[^1] = float.NaN;
                break;
            case "feature":
                minibatch.Online.Features[^1] = float.NaN;
                break;
            case "next target":
                minibatch.NextTarget.Features[^1] = float.NaN;
                break;
            default:
                // Both values of the next state are NaN to the online network, which chooses the first; the target network has a number there.
                minibatch.NextOnlineFeatures![^1] = float.NaN;
                break;
        }
        var outputs = new Outputs(this, minibatch.Shape);
        Compute(Device.TdHead, minibatch, outputs);
        var isNaN = where != "next online";
        Assert.That(Array.ConvertAll(outputs.Errors.ToArray(), float.IsNaN), Is.EqualTo(new[] { false, isNaN }));
        Assert.That(float.IsNaN(outputs.Statistics.ToArray()[0]), Is.EqualTo(isNaN), "loss");
        Assert.That(float.IsNaN(outputs.Statistics.ToArray()[1]), Is.EqualTo(where is "online" or "feature"), "mean of the greatest values");
        Assert.That(float.IsNaN(outputs.Gradient.ToArray()[3]), Is.EqualTo(isNaN), "dq");
        Assert.That(float.IsNaN(outputs.BiasGradient.ToArray()[1]), Is.EqualTo(isNaN), "db");
        Assert.That(outputs.InputGradient[features..], isNaN ? Is.All.NaN : Is.All.Not.NaN, "dh");
        Assert.That(outputs.WeightGradient.ToArray()[features..], isNaN ? Is.All.NaN : Is.All.Not.NaN, "dw");
    }

    [Test]
    public void The_same_call_twice_gives_the_same_bits()
    {
        var minibatch = RandomMinibatch(Chosen(new(N: 32, In: 52, Out: 6), choice: 15));
        var results = new List<float[]>();
        for (var run = 0; run < 2; run++)
        {
            var outputs = new Outputs(this, minibatch.Shape);
            Compute(Device.TdHead, minibatch, outputs);
            results.Add([
                .. outputs.Q.ToArray(), .. outputs.NextTargetQ.ToArray(), .. outputs.NextOnlineQ.ToArray(), .. outputs.Gradient.ToArray(),
                .. outputs.InputGradient.ToArray(), .. outputs.WeightGradient.ToArray(), .. outputs.BiasGradient.ToArray(),
                .. outputs.Errors.ToArray(), .. outputs.Statistics.ToArray(),
            ]);
        }
        Assert.That(results[1], Is.EqualTo(results[0]));
    }

    [Test]
    public void A_wrong_length_is_refused_with_both_shapes()
    {
        var shape = new LinearShape(N: 2, In: 5, Out: 3);
        var buffers = new TdHeadBuffers
        {
            Online = Network(shape),
            NextTarget = Network(shape),
            Actions = Upload(0, 1),
            Rewards = Upload(0f, 0f),
            Discounts = Upload(0f, 0f),
            InputIsRelu = false,
            Gradient = Upload(new float[6]),
            InputGradient = Upload(new float[10]),
            WeightGradient = Upload(new float[15]),
            BiasGradient = Upload(new float[3]),
            Errors = Upload(0f, 0f),
            Statistics = Upload(0f, 0f),
        };
        var one = Upload(0f).View;
        Assert.That(() => Device.TdHead.Compute(shape, LossKind.Huber, buffers), Throws.Nothing);
        Device.JoinBranches();
        Refused(buffers with { Online = buffers.Online with { Input = one } }, "Compute: network.Input has 1 elements", "[N, In] asks for 10");
        Refused(buffers with { NextTarget = buffers.NextTarget with { Weights = one } }, "Weights has 1 elements", "[A, In] asks for 15");
        Refused(buffers with { NextTarget = buffers.NextTarget with { Bias = one } }, "Bias has 1 elements", "[A] asks for 3");
        Refused(buffers with { NextOnline = buffers.Online with { Output = one } }, "Output has 1 elements", "[N, A] asks for 6");
        Refused(buffers with { Actions = Upload(0) }, "Actions has 1 elements", "[N] asks for 2");
        Refused(buffers with { Rewards = one }, "Rewards has 1 elements", "[N] asks for 2");
        Refused(buffers with { Discounts = one }, "Discounts has 1 elements", "[N] asks for 2");
        Refused(buffers with { Weights = one }, "Weights has 1 elements", "[N] asks for 2");
        Refused(buffers with { Gradient = one }, "Gradient has 1 elements", "[N, A] asks for 6");
        Refused(buffers with { InputGradient = one }, "InputGradient has 1 elements", "[N, In] asks for 10");
        Refused(buffers with { WeightGradient = one }, "WeightGradient has 1 elements", "[A, In] asks for 15");
        Refused(buffers with { BiasGradient = one }, "BiasGradient has 1 elements", "[A] asks for 3");
        Refused(buffers with { Errors = one }, "Errors has 1 elements", "[N] asks for 2");
        Refused(buffers with { Statistics = one }, "Statistics has 1 elements", "[2] asks for 2");

        void Refused(TdHeadBuffers wrong, string actual, string expected) => Assert.That(
            () => Device.TdHead.Compute(shape, LossKind.Huber, wrong),
            Throws.ArgumentException.With.Message.Contains(actual).And.Message.Contains(expected));
    }

    [Test]
    public void An_empty_minibatch_is_refused() => Assert.That(
        () => Device.TdHead.Compute(new(N: 0, In: 1, Out: 1), LossKind.Huber, new()
        {
            Online = default,
            NextTarget = default,
            Actions = default,
            Rewards = default,
            Discounts = default,
            InputIsRelu = false,
            Gradient = default,
            InputGradient = default,
            WeightGradient = default,
            BiasGradient = default,
            Errors = default,
            Statistics = default,
        }),
        Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("N must be at least 1, but is 0"));

    private static Case Chosen(LinearShape shape, int choice) => new(
        shape, (choice & 1) == 0 ? LossKind.MeanSquaredError : LossKind.Huber, DoubleQ: (choice & 2) != 0, Weighted: (choice & 4) != 0,
        InputIsRelu: (choice & 8) != 0);

    private LayerBuffers<float> Network(LinearShape shape) => new(
        Upload(new float[shape.InputLength]), Upload(new float[shape.WeightLength]), Upload(new float[shape.Out]),
        Upload(new float[shape.OutputLength]));

    private void Check(Case choice) => Check(choice, Device.TdHead);

    private void Check(Case choice, TdHead head, int beforeFeatures = 0, int beforeWeights = 0, int beforeInputGradient = 0)
    {
        var minibatch = RandomMinibatch(choice);
        var outputs = new Outputs(this, choice.Shape, beforeInputGradient);
        Compute(head, minibatch, outputs, beforeFeatures, beforeWeights);
        Compare(minibatch, outputs);
    }

    /// <summary>
    /// Action values of about -2..2, so that Huber's linear and quadratic parts both occur; some discounts are 0, as at terminal states.
    /// </summary>
    private Minibatch RandomMinibatch(Case choice)
    {
        var shape = choice.Shape;
        var size = 3 / MathF.Sqrt(shape.In);
        var online = RandomLayer();
        return new(shape, choice.Kind, choice.InputIsRelu)
        {
            Online = online,
            NextTarget = RandomLayer(),
            NextOnlineFeatures = choice.DoubleQ ? RandomFeatures() : null,
            Taken = RandomInts(shape.N, shape.Out),
            Rewards = RandomFloats(shape.N),
            Discounts = Array.ConvertAll(RandomFloats(shape.N), value => value > 0.5f ? 0 : 0.99f),
            Weights = choice.Weighted ? RandomReluOutput(shape.N) : null,
        };

        Layer RandomLayer() =>
            new(RandomFeatures(), Array.ConvertAll(RandomFloats(shape.WeightLength), value => size * value), RandomFloats(shape.Out));

        float[] RandomFeatures() => choice.InputIsRelu ? RandomReluOutput(shape.InputLength) : RandomFloats(shape.InputLength);
    }

    private void Compute(TdHead head, Minibatch minibatch, Outputs outputs, int beforeFeatures = 0, int beforeWeights = 0)
    {
        var weights = UploadBehind(beforeWeights, minibatch.Online.Weights);
        var bias = Upload(minibatch.Online.Bias);
        head.Compute(minibatch.Shape, minibatch.Kind, new()
        {
            Online = new(UploadBehind(beforeFeatures, minibatch.Online.Features), weights, bias, outputs.Q),
            NextTarget = new(
                Upload(minibatch.NextTarget.Features), Upload(minibatch.NextTarget.Weights), Upload(minibatch.NextTarget.Bias), outputs.NextTargetQ),
            NextOnline = minibatch.NextOnlineFeatures is { } next ? new(Upload(next), weights, bias, outputs.NextOnlineQ) : null,
            Actions = Upload(minibatch.Taken),
            Rewards = Upload(minibatch.Rewards),
            Discounts = Upload(minibatch.Discounts),
            Weights = minibatch.Weights is { } importance ? Upload(importance) : default(DeviceView<float>),
            InputIsRelu = minibatch.InputIsRelu,
            Gradient = outputs.Gradient,
            InputGradient = outputs.InputGradientView,
            WeightGradient = outputs.WeightGradient,
            BiasGradient = outputs.BiasGradient,
            Errors = outputs.Errors,
            Statistics = outputs.Statistics,
        });
        Device.JoinBranches();
    }

    /// <summary>
    /// Every result is as exact as the sums that it is made of. With |q| for an action value's sum of absolute values, a target's magnitude
    /// is |r| + discount max |q'|, an error's |q| more; l' lets at most twice the error through, and a gradient of dL/dq's is a sum of
    /// products with it.
    /// </summary>
    private void Compare(Minibatch minibatch, Outputs outputs)
    {
        var shape = minibatch.Shape;
        var weights = Close.Doubles(minibatch.Weights ?? []);
        var expected = TdHeadReference.Compute(
            shape, minibatch.Kind, minibatch.Online.Doubles(), minibatch.NextTarget.Doubles(), minibatch.NextOnline?.Doubles(), minibatch.Taken,
            Close.Doubles(minibatch.Rewards), Close.Doubles(minibatch.Discounts), weights, minibatch.InputIsRelu);

        var online = minibatch.Online.Magnitudes();
        var sizeOfQ = online.ActionValues(shape);
        var sizeOfNextQ = minibatch.NextTarget.Magnitudes().ActionValues(shape);
        var sizeOfErrors = new double[shape.N];
        var sizeOfGradient = new double[shape.OutputLength];
        var sizeOfLoss = 0.0;
        for (var n = 0; n < shape.N; n++)
        {
            var values = n * shape.Out;
            sizeOfErrors[n] = sizeOfQ[values + minibatch.Taken[n]] + Math.Abs(minibatch.Rewards[n])
                + minibatch.Discounts[n] * sizeOfNextQ[values..(values + shape.Out)].Max();
            var slope = 2 * (weights.Length == 0 ? 1 : weights[n]) / shape.N;
            sizeOfGradient[values + minibatch.Taken[n]] = slope * sizeOfErrors[n];
            sizeOfLoss += slope * sizeOfErrors[n] * sizeOfErrors[n];
        }
        var sizeOfWeightGradient = new double[shape.WeightLength];
        var sizeOfBiasGradient = new double[shape.Out];
        var sizeOfInputGradient = new double[shape.InputLength];
        LinearReference.BackwardWeights(shape, online.Features, sizeOfGradient, sizeOfWeightGradient, sizeOfBiasGradient);
        LinearReference.BackwardInput(shape, sizeOfGradient, online.Weights, sizeOfInputGradient);

        Close.Compare("q", outputs.Q.ToArray(), expected.Q, sizeOfQ, ProductTolerance);
        Close.Compare("q'", outputs.NextTargetQ.ToArray(), expected.NextTargetQ, sizeOfNextQ, ProductTolerance);
        if (minibatch.NextOnline is { } next)
            Close.Compare("q of s'", outputs.NextOnlineQ.ToArray(), expected.NextOnlineQ, next.Magnitudes().ActionValues(shape), ProductTolerance);
        else
            Assert.That(outputs.NextOnlineQ.ToArray(), Is.All.NaN);
        Close.Compare("errors", outputs.Errors.ToArray(), expected.Errors, sizeOfErrors, 2 * ProductTolerance);
        Close.Compare("dq", outputs.Gradient.ToArray(), expected.Gradient, sizeOfGradient, 2 * ProductTolerance);
        Close.Compare("dw", outputs.WeightGradient.ToArray(), expected.WeightGradient, sizeOfWeightGradient, 3 * ProductTolerance);
        Close.Compare("db", outputs.BiasGradient.ToArray(), expected.BiasGradient, sizeOfBiasGradient, 3 * ProductTolerance);
        Close.Compare("dh", outputs.InputGradient, expected.InputGradient, sizeOfInputGradient, 3 * ProductTolerance);
        Close.Compare(
            "statistics", outputs.Statistics.ToArray(), [expected.Loss, expected.MeanMaxQ], [sizeOfLoss, sizeOfQ.Max()], 3 * ProductTolerance);
    }

    /// <summary>The last layer of a network, and its input.</summary>
    private sealed record Layer(float[] Features, float[] Weights, float[] Bias)
    {
        public TdHeadReference.Layer Doubles() => new(Close.Doubles(Features), Close.Doubles(Weights), Close.Doubles(Bias));

        public TdHeadReference.Layer Magnitudes() =>
            new(Close.Absolute(Close.Doubles(Features)), Close.Absolute(Close.Doubles(Weights)), Close.Absolute(Close.Doubles(Bias)));
    }

    private sealed record Minibatch(LinearShape Shape, LossKind Kind, bool InputIsRelu)
    {
        public required Layer Online { get; init; }

        public required Layer NextTarget { get; init; }

        /// <summary>Of the online network on the states of <see cref="NextTarget"/>; null: plain DQN.</summary>
        public float[]? NextOnlineFeatures { get; init; }

        public Layer? NextOnline => NextOnlineFeatures is { } features ? Online with { Features = features } : null;

        public required int[] Taken { get; init; }

        public required float[] Rewards { get; init; }

        public required float[] Discounts { get; init; }

        public float[]? Weights { get; init; }
    }

    private sealed class Outputs(TdHeadTests fixture, LinearShape shape, int beforeInputGradient = 0)
    {
        public readonly DeviceBuffer<float> Q = fixture.Unwritten(shape.OutputLength);
        public readonly DeviceBuffer<float> NextTargetQ = fixture.Unwritten(shape.OutputLength);
        public readonly DeviceBuffer<float> NextOnlineQ = fixture.Unwritten(shape.OutputLength);
        public readonly DeviceBuffer<float> Gradient = fixture.Unwritten(shape.OutputLength);
        public readonly DeviceBuffer<float> WeightGradient = fixture.Unwritten(shape.WeightLength);
        public readonly DeviceBuffer<float> BiasGradient = fixture.Unwritten(shape.Out);
        public readonly DeviceBuffer<float> Errors = fixture.Unwritten(shape.N);
        public readonly DeviceBuffer<float> Statistics = fixture.Unwritten(2);
        private readonly DeviceBuffer<float> inputGradient = fixture.Unwritten(beforeInputGradient + shape.InputLength);

        public DeviceView<float> InputGradientView => inputGradient.View.Slice(beforeInputGradient, shape.InputLength);

        public float[] InputGradient => inputGradient.ToArray()[beforeInputGradient..];
    }
}
