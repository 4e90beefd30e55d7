using DqnGpu.Kernels;

namespace DqnGpu.Nn.Tests.Probing;

/// <summary>The products that explain a number add up to it: every unit's activation and gradient, every parameter's gradient.</summary>
[TestFixtureSource(typeof(TestDevices), nameof(TestDevices.AllPrecise))]
public sealed class ExplanationTests(string deviceName)
{
    /// <summary>
    /// Of the sum of the products' sizes: sums of up to 160 products, each addition rounded to 6e-8 of what has been summed so far.
    /// </summary>
    private const double Rounding = 1e-6;

    private Device Device => TestDevices.Open(deviceName);

    [Test]
    public void EveryUnitIsTheSumOfItsProducts([ValueSource(typeof(ProbedNetworks), nameof(ProbedNetworks.Names))] string name)
    {
        var transition = ProbedNetworks.Transition(Device, ProbedNetworks.Create(name));
        foreach (var (layer, row, column, channel) in Units(transition))
        {
            var unit = UnitExplanation.Of(transition, layer.Index, row, column, channel);
            var where = $"{layer.Name} [{row}, {column}, {channel}]";
            var size = Math.Abs(unit.Bias) + unit.Inputs.Sum(input => Math.Abs(input.Product));
            Assert.That(unit.Value, Is.EqualTo(transition.Outputs[layer.Index][(row * layer.Output.W + column) * layer.Output.C + channel]), where);
            Assert.That(unit.Value, Is.EqualTo(layer.HasRelu ? Math.Max(0, unit.BeforeRelu) : unit.BeforeRelu).Within(Rounding * size), where);
        }
    }

    [Test]
    public void EveryUnitsGradientIsTheSumOfItsReaders([ValueSource(typeof(ProbedNetworks), nameof(ProbedNetworks.Names))] string name)
    {
        var transition = ProbedNetworks.Transition(Device, ProbedNetworks.Create(name));
        foreach (var (layer, row, column, channel) in Units(transition).Where(unit => unit.Layer.Index < transition.Layers.Count - 1))
        {
            var unit = UnitExplanation.Of(transition, layer.Index, row, column, channel);
            var where = $"{layer.Name} [{row}, {column}, {channel}]";
            var size = unit.Readers.Sum(reader => Math.Abs(reader.Product));
            if (unit.ReluStopsGradient)
                Assert.That((unit.Value, unit.Gradient), Is.EqualTo((0f, 0f)), where);
            else
                Assert.That(unit.Gradient, Is.EqualTo(unit.ReaderSum).Within(Rounding * size), where);
        }
    }

    [Test]
    public void EveryParametersGradientIsTheSumOfItsTerms([ValueSource(typeof(ProbedNetworks), nameof(ProbedNetworks.Names))] string name)
    {
        var transition = ProbedNetworks.Transition(Device, ProbedNetworks.Create(name));
        var explained = 0;
        foreach (var layer in transition.Layers)
        {
            for (var i = 0; i < (layer.Weights?.Length ?? 0); i++)
                Check(WeightExplanation.OfWeight(transition, layer.Index, i));
            for (var k = 0; k < (layer.Bias?.Length ?? 0); k++)
                Check(WeightExplanation.OfBias(transition, layer.Index, k));
        }
        Assert.That(explained, Is.EqualTo(transition.Network.ParameterCount));

        void Check(WeightExplanation weight)
        {
            explained++;
            var size = weight.Terms.Sum(term => Math.Abs(term.Product));
            Assert.That(weight.Value, Is.EqualTo(transition.Parameters[weight.FlatIndex]));
            Assert.That(weight.Gradient, Is.EqualTo(transition.Gradients[weight.FlatIndex]));
            Assert.That(weight.Gradient, Is.EqualTo(weight.Sum).Within(Rounding * size), $"{weight.Tensor.Name} [{weight.Index}]");
        }
    }

    [Test]
    public void AReceptiveFieldHoldsExactlyThePixelsThatAUnitReads([ValueSource(typeof(ProbedNetworks), nameof(ProbedNetworks.Names))] string name)
    {
        var transition = ProbedNetworks.Transition(Device, ProbedNetworks.Create(name));
        var width = transition.Network.Frames.W;
        var pixels = new Dictionary<(int Layer, int Unit), HashSet<int>>();
        foreach (var (layer, row, column, channel) in Units(transition))
        {
            var unit = UnitExplanation.Of(transition, layer.Index, row, column, channel);
            HashSet<int> seen = [];
            foreach (var input in unit.Inputs)
                if (input.Layer == ProbedLayer.Frames)
                    seen.Add(input.Unit / transition.Network.Frames.C);
                else
                    seen.UnionWith(pixels[(input.Layer, input.Unit)]);
            pixels[(layer.Index, (row * layer.Output.W + column) * layer.Output.C + channel)] = seen;
            var field = unit.ReceptiveField;
            Assert.That(
                (field.Top, field.Left, field.Top + field.Height, field.Left + field.Width),
                Is.EqualTo((seen.Min() / width, seen.Min(pixel => pixel % width), seen.Max() / width + 1, seen.Max(pixel => pixel % width) + 1)));
        }
    }

    [Test]
    public void WhatIsNotThereIsRefused()
    {
        var transition = ProbedNetworks.Transition(Device, ProbedNetworks.Create("linear"));
        Assert.That(() => UnitExplanation.Of(transition, 9, 0, 0, 0), Refuses("layerIndex"));
        Assert.That(() => UnitExplanation.Of(transition, 0, 3, 0, 0), Refuses("row"));
        Assert.That(() => UnitExplanation.Of(transition, 0, 0, 2, 0), Refuses("column"));
        Assert.That(() => UnitExplanation.Of(transition, 0, 0, 0, -1), Refuses("channel"));
        Assert.That(() => WeightExplanation.OfWeight(transition, 0, 5 * 4 * 4 * 3), Refuses("index"));
        Assert.That(() => WeightExplanation.OfBias(transition, 4, 0), Refuses("layer"));
        Assert.That(
            () => WeightExplanation.OfWeight(ProbedNetworks.Transition(Device, ProbedNetworks.Create("dueling")), 6, 0), Refuses("has no weights"));

        static NUnit.Framework.Constraints.Constraint Refuses(string message) =>
            Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains(message);
    }

    private static IEnumerable<(ProbedLayer Layer, int Row, int Column, int Channel)> Units(ProbedTransition transition) =>
        from layer in transition.Layers
        from row in Enumerable.Range(0, layer.Output.H)
        from column in Enumerable.Range(0, layer.Output.W)
        from channel in Enumerable.Range(0, layer.Output.C)
        select (layer, row, column, channel);
}
