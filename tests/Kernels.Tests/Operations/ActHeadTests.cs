using DqnGpu.Kernels.Reference;

namespace DqnGpu.Kernels.Tests.Operations;

/// <summary>
/// <see cref="ActHead"/>: its action values against <see cref="LinearReference"/>, and its choice against <see cref="RowMaxReference"/> of these values, to the
/// last bit.
/// </summary>
public abstract class ActHeadTests(DeviceSource source) : DeviceFixture(source)
{
    /// <summary>Features in whole vectors of four as often as not.</summary>
    protected static IEnumerable<LinearShape> SmallShapes()
    {
        var random = new Random(7);
        for (var i = 0; i < 12; i++)
            yield return new(random.Next(1, 38), random.Next(1, 60) * (i % 2 == 0 ? 4 : 1), random.Next(1, 19));
        yield return new(N: 1, In: 1, Out: 1);
        yield return new(N: 5, In: 12, Out: 1);
        yield return new(N: 37, In: 7, Out: 18);
        yield return new(N: 300, In: 8, Out: 4);
    }

    /// <summary>The last layer of the article's network and of Nature's, for a few games and for many.</summary>
    protected static IEnumerable<LinearShape> RealShapesOfGames() => [new(N: 8, In: 512, Out: 6), new(N: 256, In: 512, Out: 18)];

    /// <summary>About as many action values as a kernel that does all at once has room for.</summary>
    protected static IEnumerable<LinearShape> ManyActions() => [new(N: 3, In: 12, Out: 64), new(N: 3, In: 12, Out: 65), new(N: 2, In: 5, Out: 100)];

    [TestCaseSource(nameof(SmallShapes))]
    public void All_of_it_equals_the_reference(LinearShape shape) => Check(shape, Device.ActHead);

    [TestCaseSource(nameof(RealShapesOfGames))]
    public void The_real_networks_last_layer_equals_the_reference(LinearShape shape)
    {
        RequireRealShapes();
        Check(shape, Device.ActHead);
    }

    [TestCaseSource(nameof(ManyActions))]
    public void Any_number_of_actions_equals_the_reference(LinearShape shape) => Check(shape, Device.ActHead);

    [Test]
    public void The_composition_of_the_other_operations_equals_the_reference() => Check(new(N: 5, In: 12, Out: 6), new ActHead(Device));

    [TestCase(1, 0), TestCase(0, 1)]
    public void Parts_of_a_flat_buffer_need_not_begin_at_whole_vectors(int beforeFeatures, int beforeWeights) =>
        Check(new(N: 3, In: 8, Out: 4), Device.ActHead, beforeFeatures, beforeWeights);

    [Test]
    public void Acting_and_learning_see_the_same_bits([Values(52, 37)] int features)
    {
        var shape = new LinearShape(N: 9, features, Out: 6);
        var states = new States(this, shape);
        Device.ActHead.Choose(shape, states.Buffers());
        var acted = states.Q.ToArray();

        states = states with { Q = Unwritten(shape.OutputLength) };
        var layer = states.Buffers().Network;
        Device.TdHead.Compute(shape, LossKind.Huber, new()
        {
            Online = layer,
            NextTarget = layer with { Output = Unwritten(shape.OutputLength) },
            Actions = Upload(new int[shape.N]),
            Rewards = Upload(new float[shape.N]),
            Discounts = Upload(new float[shape.N]),
            InputIsRelu = false,
            Gradient = Unwritten(shape.OutputLength),
            InputGradient = Unwritten(shape.InputLength),
            WeightGradient = Unwritten(shape.WeightLength),
            BiasGradient = Unwritten(shape.Out),
            Errors = Unwritten(shape.N),
            Statistics = Unwritten(2),
        });
        Device.JoinBranches();
        Assert.That(acted, Is.EqualTo(states.Q.ToArray()));
    }

    [Test]
    public void Among_equal_values_the_lowest_action_counts()
    {
        var states = new States(this, new(N: 2, In: 1, Out: 4)) { Weights = Upload(0f, 0f, 0f, 0f), Bias = Upload(5f, 7f, 7f, 6f), Epsilons = Upload(0f, 0f) };
        Device.ActHead.Choose(states.Shape, states.Buffers());
        Assert.That(states.Chosen.ToArray(), Is.EqualTo(new[] { 1, 1 }));
        Assert.That(states.MaxQ.ToArray(), Is.EqualTo(new[] { 7f, 7f }));
    }

    [Test]
    public void Epsilon_0_is_always_greedy_and_epsilon_1_never()
    {
        var states = new States(this, new(N: 2, In: 4, Out: 2))
        {
            Weights = Upload(new float[8]),
            Bias = Upload(0f, 1f),
            Epsilons = Upload(0f, 1f),
            Uniforms = Upload(0f, 0.9999f),
            RandomActions = Upload(0, 0),
        };
        Device.ActHead.Choose(states.Shape, states.Buffers());
        Assert.That(states.Chosen.ToArray(), Is.EqualTo(new[] { 1, 0 }));
        Assert.That(states.MaxQ.ToArray(), Is.EqualTo(new[] { 1f, 1f }));
    }

    [TestCase(0), TestCase(1), TestCase(2)]
    public void A_NaN_is_the_greatest(int place)
    {
        float[] bias = [5, 7, 8];
        bias[place] = float.NaN;
        var states = new States(this, new(N: 1, In: 3, Out: 3)) { Weights = Upload(new float[9]), Bias = Upload(bias), Epsilons = Upload(0f) };
        Device.ActHead.Choose(states.Shape, states.Buffers());
        CompareNaN("q", states.Q.ToArray(), Close.Doubles(bias));
        Assert.That(states.Chosen.ToArray(), Is.EqualTo(new[] { place }));
        Assert.That(states.MaxQ.ToArray(), Is.EqualTo(new[] { float.NaN }));
    }

    [Test]
    public void A_wrong_length_is_refused_with_both_shapes()
    {
        var shape = new LinearShape(N: 2, In: 5, Out: 3);
        var buffers = new States(this, shape).Buffers();
        var one = Upload(0f).View;
        Assert.That(() => Device.ActHead.Choose(shape, buffers), Throws.Nothing);
        Refused(buffers with { Network = buffers.Network with { Input = one } }, "Choose: buffers.Network.Input has 1 elements", "[N, In] asks for 10");
        Refused(buffers with { Network = buffers.Network with { Weights = one } }, "Weights has 1 elements", "[A, In] asks for 15");
        Refused(buffers with { Network = buffers.Network with { Bias = one } }, "Bias has 1 elements", "[A] asks for 3");
        Refused(buffers with { Network = buffers.Network with { Output = one } }, "Output has 1 elements", "[N, A] asks for 6");
        Refused(buffers with { Epsilons = one }, "Epsilons has 1 elements", "[N] asks for 2");
        Refused(buffers with { Uniforms = one }, "Uniforms has 1 elements", "[N] asks for 2");
        Refused(buffers with { RandomActions = Upload(0) }, "RandomActions has 1 elements", "[N] asks for 2");
        Refused(buffers with { Chosen = Upload(0) }, "Chosen has 1 elements", "[N] asks for 2");
        Refused(buffers with { MaxQ = one }, "MaxQ has 1 elements", "[N] asks for 2");
        Assert.That(
            () => Device.ActHead.Choose(shape with { N = 0 }, buffers),
            Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("N must be at least 1, but is 0"));

        void Refused(ActHeadBuffers wrong, string actual, string expected) => Assert.That(
            () => Device.ActHead.Choose(shape, wrong), Throws.ArgumentException.With.Message.Contains(actual).And.Message.Contains(expected));
    }

    private void Check(LinearShape shape, ActHead head, int beforeFeatures = 0, int beforeWeights = 0)
    {
        var states = new States(this, shape, beforeFeatures, beforeWeights);
        var buffers = states.Buffers();
        head.Choose(shape, buffers);

        double[] features = Close.Doubles(states.HostFeatures), weights = Close.Doubles(states.HostWeights), bias = Close.Doubles(states.Bias.ToArray());
        var expected = new double[shape.OutputLength];
        var magnitudes = new double[shape.OutputLength];
        LinearReference.Forward(shape, features, weights, bias, expected, Activation.None);
        LinearReference.Forward(shape, Close.Absolute(features), Close.Absolute(weights), Close.Absolute(bias), magnitudes, Activation.None);
        var q = states.Q.ToArray();
        Close.Compare("q", q, expected, magnitudes, ProductTolerance);

        var maxQ = new double[shape.N];
        var chosen = new int[shape.N];
        RowMaxReference.Compute(shape.Out, Close.Doubles(q), maxQ, new int[shape.N]);
        RowMaxReference.EpsilonGreedy(
            shape.Out, Close.Doubles(q), states.Epsilons.ToArray(), states.Uniforms.ToArray(), states.RandomActions.ToArray(), chosen);
        Assert.That(Close.Doubles(states.MaxQ.ToArray()), Is.EqualTo(maxQ));
        Assert.That(states.Chosen.ToArray(), Is.EqualTo(chosen));
    }

    /// <summary>Random inputs, some of which lie behind others in their buffers, and room for the outputs.</summary>
    private sealed record States
    {
        private readonly DeviceView<float> features;

        public States(ActHeadTests fixture, LinearShape shape, int beforeFeatures = 0, int beforeWeights = 0)
        {
            Shape = shape;
            HostFeatures = fixture.RandomFloats(shape.InputLength);
            HostWeights = fixture.RandomFloats(shape.WeightLength);
            features = fixture.UploadBehind(beforeFeatures, HostFeatures);
            Weights = fixture.UploadBehind(beforeWeights, HostWeights);
            Bias = fixture.Upload(fixture.RandomFloats(shape.Out));
            Epsilons = fixture.Upload(fixture.RandomReluOutput(shape.N));
            Uniforms = fixture.Upload(fixture.RandomReluOutput(shape.N));
            RandomActions = fixture.Upload(fixture.RandomInts(shape.N, shape.Out));
            Q = fixture.Unwritten(shape.OutputLength);
            Chosen = fixture.Upload(Enumerable.Repeat(-1, shape.N).ToArray());
            MaxQ = fixture.Unwritten(shape.N);
        }

        public LinearShape Shape { get; }

        public float[] HostFeatures { get; }

        public float[] HostWeights { get; }

        public DeviceView<float> Weights { get; init; }

        public DeviceBuffer<float> Bias { get; init; }

        public DeviceBuffer<float> Epsilons { get; init; }

        public DeviceBuffer<float> Uniforms { get; init; }

        public DeviceBuffer<int> RandomActions { get; init; }

        public DeviceBuffer<float> Q { get; init; }

        public DeviceBuffer<int> Chosen { get; }

        public DeviceBuffer<float> MaxQ { get; }

        public ActHeadBuffers Buffers() => new()
        {
            Network = new(features, Weights, Bias, Q),
            Epsilons = Epsilons,
            Uniforms = Uniforms,
            RandomActions = RandomActions,
            Chosen = Chosen,
            MaxQ = MaxQ,
        };
    }
}
