using DqnGpu.Kernels;

namespace DqnGpu.Nn.Tests;

/// <summary><see cref="Model"/>: that it learns, what it refuses, and its files.</summary>
[TestFixtureSource(typeof(TestDevices), nameof(TestDevices.All))]
public sealed class ModelTests(string deviceName)
{
    private static readonly float[] Corners = [0, 0, 0, 1, 1, 0, 1, 1];

    private Device Device => TestDevices.Open(deviceName);

    private static Network Vector(int outputs) => new(ActivationShape.Vector(2), new LinearLayer(8), new TanhLayer(), new LinearLayer(outputs));

    [TestCase(LossKind.MeanSquaredError, OptimizerKind.Adam), TestCase(LossKind.Huber, OptimizerKind.RmsProp)]
    public void Learns_exclusive_or_from_targets(LossKind loss, OptimizerKind kind)
    {
        using var model = new Model(Device, Vector(1), 4, new() { Loss = loss, Optimizer = new() { Kind = kind, LearningRate = 0.02f }, MaxGradientNorm = 10 });
        float[] targets = [0, 1, 1, 0];
        var first = model.Update(Corners, targets);
        var last = first;
        for (var i = 0; i < 500; i++)
            last = model.Update(Corners, targets);
        Assert.That(last, Is.LessThan(0.01f).And.LessThan(first));
        Assert.That(model.Predict(Corners), Is.EqualTo(targets).Within(0.2));
    }

    [Test]
    public void Learns_exclusive_or_from_labels()
    {
        using var model = new Model(Device, Vector(2), 4, new() { Optimizer = new() { LearningRate = 0.05f } });
        int[] labels = [0, 1, 1, 0];
        for (var i = 0; i < 300; i++)
            model.UpdateClasses(Corners, labels);
        Assert.That(model.UpdateClasses(Corners, labels), Is.LessThan(0.05f));
        var outputs = model.Predict(Corners);
        for (var i = 0; i < 4; i++)
            Assert.That(outputs[2 * i + 1] > outputs[2 * i], Is.EqualTo(labels[i] == 1), $"corner {i}");
    }

    [Test]
    public void Learns_from_images_and_from_frames()
    {
        Layer[] layers = [new Conv2dLayer(3, 2, 1), new LinearLayer(2)];
        using var ofNumbers = new Model(Device, new Network(new ActivationShape(4, 5, 2), layers), 3);
        using var ofFrames = new Model(Device, new Network(new FrameShape(2, 4, 5), layers), 3);
        var frames = new byte[3 * 40];
        new Random(1).NextBytes(frames);
        var x = NetworkReference.ScaleFrames(ofFrames.Network.Frames, 3, frames).Select(value => (float)value).ToArray();
        for (var i = 0; i < 5; i++)
        {
            Assert.That(ofNumbers.UpdateClasses(x, [0, 1, 1]), Is.EqualTo(ofFrames.UpdateClassesFromFrames(frames, [0, 1, 1])).Within(1e-5));
            Assert.That(ofNumbers.Update(x, [1, 2, 3, 4, 5, 6]), Is.EqualTo(ofFrames.UpdateFromFrames(frames, [1, 2, 3, 4, 5, 6])).Within(1e-4));
        }
        var fromFrames = new float[6];
        ofFrames.PredictFromFrames(frames, fromFrames);
        Assert.That(ofNumbers.Predict(x), Is.EqualTo(fromFrames).Within(1e-5));
    }

    // The third update and those behind it are one graph.
    [Test]
    public void Open_steps_are_an_update([Values] bool classes)
    {
        var options = new ModelOptions { MaxGradientNorm = 0.1f };
        using var closed = new Model(Device, Vector(2), 4, options);
        using var open = new Model(Device, Vector(2), 4, options);
        using var deviceTargets = Device.Allocate<float>(8);
        using var deviceLabels = Device.Allocate<int>(4);
        using var x = Device.Allocate<float>(8);
        using var loss = Device.Allocate<float>(1);
        for (var i = 0; i < 5; i++)
        {
            float[] targets = [i, 1, 1, 0, 0, 1, 1, i];
            int[] labels = [i % 2, 1, 1, 0];
            var corners = Array.ConvertAll(Corners, corner => corner * (i + 1));
            var itsLoss = classes ? closed.UpdateClasses(corners, labels) : closed.Update(corners, targets);
            deviceTargets.CopyFrom(targets);
            deviceLabels.CopyFrom(labels);
            x.CopyFrom(corners);
            if (i == 1)
                open.Forward(x);
            else
                open.Forward(corners);
            if (classes)
                Device.CrossEntropyLoss.Compute(2, open.Output, deviceLabels, open.OutputGradient, loss);
            else
                Device.RegressionLoss.Compute(LossKind.MeanSquaredError, open.Output, deviceTargets, open.OutputGradient, loss);
            open.Backward(open.OutputGradient);
            open.Step();
            Assert.That(itsLoss, Is.EqualTo(loss.ToArray()[0]));
            Assert.That(open.Parameters.ToArray(), Is.EqualTo(closed.Parameters.ToArray()), "the same bits");
            Assert.That(open.Gradients.ToArray(), Is.EqualTo(closed.Gradients.ToArray()));
            if (i == 3)
                foreach (var model in new[] { open, closed })
                    model.Optimizer.SetLearningRate(0.5f);
        }
    }

    [Test]
    public void An_update_allocates_nothing([Values] bool classes)
    {
        if (!deviceName.StartsWith("simd", StringComparison.Ordinal))
            Assert.Ignore("ILGPU allocates in each of its own read-backs.");
        using var model = new Model(Device, Vector(2), 4);
        float[] targets = [0, 1, 1, 0, 0, 1, 1, 0];
        int[] labels = [0, 1, 1, 0];
        Update(4);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Update(20);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);

        void Update(int count)
        {
            for (var i = 0; i < count; i++)
                if (classes)
                    model.UpdateClasses(Corners, labels);
                else
                    model.Update(Corners, targets);
        }
    }

    [Test]
    public void Predicts_any_number_of_samples()
    {
        using var model = new Model(Device, Vector(3), batchSize: 4);
        var random = new Random(2);
        var x = Enumerable.Range(0, 2 * 11).Select(_ => random.NextSingle()).ToArray();
        var all = model.Predict(x);
        Assert.That(all, Has.Length.EqualTo(33));
        Assert.That(model.Predict([]), Is.Empty);
        for (var i = 0; i < 11; i++)
            Assert.That(model.Predict(x.AsSpan(2 * i, 2)), Is.EqualTo(all[(3 * i)..(3 * i + 3)]).Within(1e-6), $"sample {i}");
    }

    [Test]
    public void Steps_out_of_order_are_refused()
    {
        using var model = new Model(Device, Vector(1), 4);
        Assert.That(() => model.Backward(model.OutputGradient), Throws.InvalidOperationException.With.Message.Contains("goes back through a Forward"));
        model.Forward(Corners);
        Assert.That(model.Step, Throws.InvalidOperationException.With.Message.Contains("follows the gradients of a Backward"));
        model.Predict([0, 0]);
        Assert.That(() => model.Backward(model.OutputGradient), Throws.InvalidOperationException);
        model.Forward(Corners);
        model.Backward(model.OutputGradient);
        model.Step();
        Assert.That(model.Step, Throws.InvalidOperationException);
        Assert.That(() => model.Backward(model.OutputGradient), Throws.InvalidOperationException);
    }

    [Test]
    public void Wrong_input_is_refused()
    {
        using var model = new Model(Device, Vector(2), 4);
        Assert.That(() => model.Predict([1, 2, 3]), Throws.ArgumentException.With.Message.Contains("A sample has 2 elements; 3 are no whole number"));
        Assert.That(() => model.Update(Corners, [1, 2]), Throws.ArgumentException.With.Message.Contains("targets has 2 elements, but 8 are expected"));
        Assert.That(
            () => model.UpdateClasses(Corners, [0, 1, 2, 0]),
            Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("UpdateClasses: labels[2] is 2, but must lie in 0..1"));
        Assert.That(() => model.Forward([1, 2]), Throws.ArgumentException.With.Message.Contains("x has 2 elements, but 8 are expected"));
        Assert.That(() => model.ForwardFromFrames([1, 2]), Throws.InvalidOperationException.With.Message.Contains("reads numbers, 2 features a sample"));
        Assert.That(() => new Model(Device, Vector(1), 0), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(
            () => new Model(Device, Vector(1), 1, new() { Optimizer = new() { LearningRate = 0 } }),
            Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("The learning rate must be above 0"));
        Assert.That(
            () => new Model(Device, new Network(ActivationShape.Vector(2), new TanhLayer()), 1), Throws.ArgumentException.With.Message.Contains("nothing to train"));
        using var ofFrames = new Model(Device, new Network(new FrameShape(1, 2, 2), new Conv2dLayer(1, 2, 1)), 1);
        Assert.That(() => ofFrames.Predict([1, 2, 3, 4]), Throws.InvalidOperationException.With.Message.Contains("reads frames"));
    }

    [Test]
    public void A_saved_model_goes_on_where_it_was()
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.safetensors");
        try
        {
            using var model = new Model(Device, Vector(1), 4);
            model.Update(Corners, [0, 1, 1, 0]);
            model.Save(path, new Dictionary<string, string> { ["task"] = "xor" });
            using var other = new Model(Device, Vector(1), 4, new() { Seed = 2 });
            other.Update(Corners, [1, 1, 1, 1]);
            Assert.That(other.Load(path)["task"], Is.EqualTo("xor"));
            Assert.That(other.Parameters.ToArray(), Is.EqualTo(model.Parameters.ToArray()));
            model.Optimizer.Restart();
            Assert.That(other.Update(Corners, [0, 1, 1, 0]), Is.EqualTo(model.Update(Corners, [0, 1, 1, 0])), "the moments are forgotten");
            Assert.That(other.Parameters.ToArray(), Is.EqualTo(model.Parameters.ToArray()));
            Assert.That(SafeTensors.Read(path).Names, Is.EquivalentTo(new[] { "layers.0.weight", "layers.0.bias", "layers.2.weight", "layers.2.bias" }));

            using var wider = new Model(Device, Vector(3), 4);
            var before = wider.Parameters.ToArray();
            Assert.That(
                () => wider.Load(path),
                Throws.InstanceOf<InvalidDataException>().With.Message.Contains(path).And.Message.Contains("layers.2.weight")
                    .And.Message.Contains("[1, 8]").And.Message.Contains("[3, 8] is expected"));
            Assert.That(wider.Parameters.ToArray(), Is.EqualTo(before));
        }
        finally
        {
            File.Delete(path);
        }
    }
}
