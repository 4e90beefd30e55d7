using System.Runtime.CompilerServices;
using DqnGpu.Kernels;

namespace DqnGpu.Nn;

/// <summary>A network with all that it takes to train and to use it: parameters, gradients, activations for N samples, an optimiser.</summary>
/// <remarks>
/// <code>
/// using var device = Devices.Open("auto");
/// var network = new Network(ActivationShape.Vector(2), new LinearLayer(8), new TanhLayer(), new LinearLayer(1));
/// using var model = new Model(device, network, batchSize: 4);
/// for (var i = 0; i &lt; 1000; i++)
///     model.Update([0, 0, 0, 1, 1, 0, 1, 1], targets);
/// var y = model.Predict([0, 1]);
/// </code>
/// <para><see cref="Update"/> is one step on the mean error against targets, <see cref="UpdateClasses"/> on the cross-entropy against labels.
/// With a loss of one's own it is made of <see cref="Forward(ReadOnlySpan{float})"/>, which writes <see cref="Output"/>; a gradient
/// dL/d(output), written to <see cref="OutputGradient"/> or anywhere on the device; <see cref="Backward"/>, which writes
/// <see cref="Gradients"/>; and <see cref="Step"/>.</para>
/// <para>Samples are numbers [N, H, W, C], or for a network that reads frames bytes [N, C, H, W]. No call but
/// <see cref="Predict(ReadOnlySpan{float})"/>, saving and loading allocates; of updates only the first two of a kind do. One thread at a time may call.</para>
/// <para>An update is launched as a graph (<see cref="DeviceGraph"/>), so that on a GPU a small network does not wait for a dozen launches.</para>
/// </remarks>
public sealed class Model : IDisposable
{
    private enum Stage
    {
        Nothing,
        Forward,
        Backward,
    }

    private readonly NetworkPass pass;
    private readonly DeviceBuffer<float>? numbers; // [N, H, W, C]
    private readonly DeviceBuffer<byte>? frames; // [N, C, H, W]
    private readonly DeviceBuffer<float> outputGradient; // [N, O]
    private readonly DeviceBuffer<float> targets; // [N, O]
    private readonly DeviceBuffer<int> labels; // [N]
    private readonly DeviceBuffer<float> loss; // [1]
    private readonly DeviceBuffer<float> gradientNorm; // [1]
    private readonly RepeatedOperations regression;
    private readonly RepeatedOperations classification;
    private DeviceView<float> x;
    private Stage stage;

    /// <summary>Allocates everything and draws the initial parameters.</summary>
    /// <param name="device">Where the network runs.</param>
    /// <param name="network">The network.</param>
    /// <param name="batchSize">N, samples in a minibatch, at least 1.</param>
    /// <param name="options">How it begins and learns; null: the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="batchSize"/> or an option is out of range.</exception>
    /// <exception cref="ArgumentException">The network has no parameters.</exception>
    public Model(Device device, Network network, int batchSize, ModelOptions? options = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        if (network.BufferLength == 0)
            throw new ArgumentException("None of the network's layers has parameters: there is nothing to train.", nameof(network));
        Options = options ?? new();
        Options.Validate();
        Device = device;
        Network = network;
        pass = new(device, network, batchSize, training: true);
        Parameters = device.Allocate<float>(network.BufferLength);
        Gradients = device.Allocate<float>(network.BufferLength);
        Optimizer = new(device, network.BufferLength, Options.Optimizer);
        var inputs = (long)batchSize * network.Input.Length;
        if (network.ReadsFrames)
            frames = device.Allocate<byte>(inputs);
        else
            numbers = device.Allocate<float>(inputs);
        outputGradient = device.Allocate<float>((long)batchSize * network.Outputs);
        targets = device.Allocate<float>(outputGradient.Length);
        labels = device.Allocate<int>(batchSize);
        loss = device.Allocate<float>(1);
        gradientNorm = device.Allocate<float>(1);
        regression = new(device, QueueRegression);
        classification = new(device, QueueClassification);

        var initial = new float[network.BufferLength];
        network.Initialize(initial, Options.Initialization, Options.Seed);
        Parameters.CopyFrom(initial);
    }

    /// <summary>Where the network runs.</summary>
    public Device Device { get; }

    /// <summary>The network.</summary>
    public Network Network { get; }

    /// <summary>How it began and learns.</summary>
    public ModelOptions Options { get; }

    /// <summary>N, samples in a minibatch.</summary>
    public int N => pass.N;

    /// <summary>All parameters [<see cref="Network.BufferLength"/>].</summary>
    public DeviceBuffer<float> Parameters { get; }

    /// <summary>Gradients of the last <see cref="Backward"/> [<see cref="Network.BufferLength"/>], laid out like the parameters.</summary>
    public DeviceBuffer<float> Gradients { get; }

    /// <summary>The optimiser and its state.</summary>
    public Optimizer Optimizer { get; }

    /// <summary>[N, O]: what came out of the last forward pass. A <c>Predict</c> overwrites it.</summary>
    public DeviceView<float> Output => pass.Output;

    /// <summary>[N, O]: room for the dL/d(output) of a loss of one's own.</summary>
    public DeviceView<float> OutputGradient => outputGradient;

    /// <summary>Computes the outputs of any number of samples, N at a time: fewer than N take as long as N.</summary>
    /// <param name="x">Numbers [samples, H, W, C].</param>
    /// <returns>[samples, O].</returns>
    /// <exception cref="ArgumentException">These are no whole samples.</exception>
    /// <exception cref="InvalidOperationException">The network reads frames.</exception>
    public float[] Predict(ReadOnlySpan<float> x)
    {
        var output = new float[Samples(x.Length) * Network.Outputs];
        Predict(x, output);
        return output;
    }

    /// <summary>As <see cref="Predict(ReadOnlySpan{float})"/>, into memory that is there.</summary>
    /// <param name="x">Numbers [samples, H, W, C].</param>
    /// <param name="output">[samples, O]; overwritten.</param>
    /// <exception cref="ArgumentException">These are no whole samples, or the output is not of their number.</exception>
    /// <exception cref="InvalidOperationException">The network reads frames.</exception>
    public void Predict(ReadOnlySpan<float> x, Span<float> output)
    {
        var input = numbers ?? throw ReadsFrames();
        var samples = Samples(x.Length);
        CheckLength(output.Length, (long)samples * Network.Outputs, nameof(output));
        stage = Stage.Nothing;
        for (var first = 0; first < samples; first += N)
        {
            input.CopyFrom(Minibatch(x, first, samples, Network.Input.Length));
            pass.Forward(input, Parameters);
            Output.Buffer.CopyTo(Minibatch(output, first, samples, Network.Outputs), Output.Offset);
        }
    }

    /// <summary>Computes the outputs of any number of stacks of frames, N at a time: fewer than N take as long as N.</summary>
    /// <param name="frames">Bytes [samples, C, H, W].</param>
    /// <param name="output">[samples, O]; overwritten.</param>
    /// <exception cref="ArgumentException">These are no whole samples, or the output is not of their number.</exception>
    /// <exception cref="InvalidOperationException">The network reads numbers.</exception>
    public void PredictFromFrames(ReadOnlySpan<byte> frames, Span<float> output)
    {
        var input = this.frames ?? throw ReadsNumbers();
        var samples = Samples(frames.Length);
        CheckLength(output.Length, (long)samples * Network.Outputs, nameof(output));
        stage = Stage.Nothing;
        for (var first = 0; first < samples; first += N)
        {
            input.CopyFrom(Minibatch(frames, first, samples, Network.Input.Length));
            pass.Forward(input, Parameters);
            Output.Buffer.CopyTo(Minibatch(output, first, samples, Network.Outputs), Output.Offset);
        }
    }

    /// <summary>One step on the mean error against targets: <see cref="RegressionLoss"/> of <see cref="ModelOptions.Loss"/>. Waits for its loss.</summary>
    /// <param name="x">Numbers [N, H, W, C].</param>
    /// <param name="targets">[N, O].</param>
    /// <returns>The loss, before the step.</returns>
    /// <exception cref="ArgumentException">A span has the wrong length; nothing has changed.</exception>
    /// <exception cref="InvalidOperationException">The network reads frames.</exception>
    public float Update(ReadOnlySpan<float> x, ReadOnlySpan<float> targets)
    {
        CheckLength(targets.Length, outputGradient.Length, nameof(targets));
        Upload(x);
        return Learn(targets);
    }

    /// <summary>One step on the cross-entropy against class labels: <see cref="CrossEntropyLoss"/>. Waits for its loss.</summary>
    /// <param name="x">Numbers [N, H, W, C].</param>
    /// <param name="labels">[N], 0..O-1.</param>
    /// <returns>The loss, before the step.</returns>
    /// <exception cref="ArgumentException">A span has the wrong length, or a label is no class; nothing has changed.</exception>
    /// <exception cref="InvalidOperationException">The network reads frames.</exception>
    public float UpdateClasses(ReadOnlySpan<float> x, ReadOnlySpan<int> labels)
    {
        CheckLabels(labels);
        Upload(x);
        return Learn(labels);
    }

    /// <summary>As <see cref="Update"/>, of a network that reads frames.</summary>
    /// <param name="frames">Bytes [N, C, H, W].</param>
    /// <param name="targets">[N, O].</param>
    /// <returns>The loss, before the step.</returns>
    /// <exception cref="ArgumentException">A span has the wrong length; nothing has changed.</exception>
    /// <exception cref="InvalidOperationException">The network reads numbers.</exception>
    public float UpdateFromFrames(ReadOnlySpan<byte> frames, ReadOnlySpan<float> targets)
    {
        CheckLength(targets.Length, outputGradient.Length, nameof(targets));
        UploadFrames(frames);
        return Learn(targets);
    }

    /// <summary>As <see cref="UpdateClasses"/>, of a network that reads frames.</summary>
    /// <param name="frames">Bytes [N, C, H, W].</param>
    /// <param name="labels">[N], 0..O-1.</param>
    /// <returns>The loss, before the step.</returns>
    /// <exception cref="ArgumentException">A span has the wrong length, or a label is no class; nothing has changed.</exception>
    /// <exception cref="InvalidOperationException">The network reads numbers.</exception>
    public float UpdateClassesFromFrames(ReadOnlySpan<byte> frames, ReadOnlySpan<int> labels)
    {
        CheckLabels(labels);
        UploadFrames(frames);
        return Learn(labels);
    }

    /// <summary>Computes <see cref="Output"/> of a minibatch.</summary>
    /// <param name="x">Numbers [N, H, W, C].</param>
    /// <exception cref="ArgumentException">The length is another.</exception>
    /// <exception cref="InvalidOperationException">The network reads frames.</exception>
    public void Forward(ReadOnlySpan<float> x)
    {
        Upload(x);
        Forward(numbers!);
    }

    /// <summary>Computes <see cref="Output"/> of a minibatch that lies on the device.</summary>
    /// <param name="x">Numbers [N, H, W, C]; they must stay as they are until <see cref="Backward"/>.</param>
    /// <exception cref="ArgumentException">The length is another.</exception>
    /// <exception cref="InvalidOperationException">The network reads frames.</exception>
    public void Forward(DeviceView<float> x)
    {
        if (numbers is null)
            throw ReadsFrames();
        pass.Forward(x, Parameters);
        this.x = x;
        stage = Stage.Forward;
    }

    /// <summary>Computes <see cref="Output"/> of a minibatch of frames.</summary>
    /// <param name="frames">Bytes [N, C, H, W].</param>
    /// <exception cref="ArgumentException">The length is another.</exception>
    /// <exception cref="InvalidOperationException">The network reads numbers.</exception>
    public void ForwardFromFrames(ReadOnlySpan<byte> frames)
    {
        UploadFrames(frames);
        QueueForward();
        stage = Stage.Forward;
    }

    /// <summary>Computes <see cref="Gradients"/> behind a <c>Forward</c>; they may be read at once.</summary>
    /// <param name="dOutput">dL/d(output) [N, O], for instance <see cref="OutputGradient"/>.</param>
    /// <exception cref="ArgumentException">The length is another.</exception>
    /// <exception cref="InvalidOperationException">There has been no <c>Forward</c> since the last step or prediction.</exception>
    public void Backward(DeviceView<float> dOutput)
    {
        CheckLength(dOutput.Length, outputGradient.Length, nameof(dOutput));
        if (stage == Stage.Nothing)
            throw new InvalidOperationException("Backward goes back through a Forward; there has been none since the last step or prediction.");
        QueueBackward(x, dOutput);
        stage = Stage.Backward;
    }

    /// <summary>Clips the gradients, where a largest norm is given, and lets the optimiser make one step.</summary>
    /// <exception cref="InvalidOperationException">There has been no <see cref="Backward"/> since the last step or prediction.</exception>
    public void Step()
    {
        if (stage != Stage.Backward)
            throw new InvalidOperationException("A step follows the gradients of a Backward; there has been none since the last step or prediction.");
        QueueStep();
        stage = Stage.Nothing;
    }

    /// <summary>Writes the parameters as a safetensors file with PyTorch's names and layouts, atomically: see <see cref="Weights"/>.</summary>
    /// <remarks>The names are those of an <c>nn.Sequential</c> named <c>layers</c>: <c>layers.0.weight</c>. The optimiser's state is not in it.</remarks>
    /// <param name="path">The file.</param>
    /// <param name="metadata">Free text that goes with it.</param>
    /// <exception cref="IOException">It could not be written; a file that was there is as before.</exception>
    public void Save(string path, IReadOnlyDictionary<string, string>? metadata = null) => Weights.Save(path, Network, Parameters.ToArray(), metadata);

    /// <summary>Takes the parameters of a safetensors file, of <see cref="Save"/> or of PyTorch; the optimiser begins anew.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The file's metadata.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">
    /// A tensor is missing, unexpected, or of another type or shape; the message names the file, the tensor, what it is and what is expected.
    /// The model is as before.
    /// </exception>
    public IReadOnlyDictionary<string, string> Load(string path)
    {
        var loaded = new float[Network.BufferLength];
        var metadata = Weights.Load(path, Network, loaded);
        Device.Synchronize();
        Parameters.CopyFrom(loaded);
        Optimizer.Restart();
        stage = Stage.Nothing;
        return metadata;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Device.Synchronize();
        regression.Dispose();
        classification.Dispose();
        pass.Dispose();
        Optimizer.Dispose();
        Parameters.Dispose();
        Gradients.Dispose();
        numbers?.Dispose();
        frames?.Dispose();
        outputGradient.Dispose();
        targets.Dispose();
        labels.Dispose();
        loss.Dispose();
        gradientNorm.Dispose();
    }

    private void Upload(ReadOnlySpan<float> x)
    {
        var input = numbers ?? throw ReadsFrames();
        CheckLength(x.Length, input.Length, nameof(x));
        input.CopyFrom(x);
    }

    private void UploadFrames(ReadOnlySpan<byte> frames)
    {
        var input = this.frames ?? throw ReadsNumbers();
        CheckLength(frames.Length, input.Length, nameof(frames));
        input.CopyFrom(frames);
    }

    private float Learn(ReadOnlySpan<float> targets)
    {
        this.targets.CopyFrom(targets);
        return Run(regression);
    }

    private float Learn(ReadOnlySpan<int> labels)
    {
        this.labels.CopyFrom(labels);
        return Run(classification);
    }

    private float Run(RepeatedOperations update)
    {
        stage = Stage.Nothing;
        update.Run();
        Span<float> read = stackalloc float[1];
        loss.CopyTo(read);
        return read[0];
    }

    private void QueueRegression()
    {
        QueueForward();
        Device.RegressionLoss.Compute(Options.Loss, Output, targets, outputGradient, loss);
        QueueBackwardAndStep();
    }

    private void QueueClassification()
    {
        QueueForward();
        Device.CrossEntropyLoss.Compute(Network.Outputs, Output, labels, outputGradient, loss);
        QueueBackwardAndStep();
    }

    private void QueueForward()
    {
        if (frames is null)
            pass.Forward(numbers!, Parameters);
        else
            pass.Forward(frames, Parameters);
    }

    private void QueueBackwardAndStep()
    {
        QueueBackward(numbers?.View ?? default, outputGradient);
        QueueStep();
    }

    private void QueueBackward(DeviceView<float> x, DeviceView<float> dOutput)
    {
        if (frames is null)
            pass.Backward(x, Parameters, dOutput, Gradients);
        else
            pass.Backward(frames, Parameters, dOutput, Gradients);
        Device.JoinBranches();
    }

    private void QueueStep()
    {
        if (Options.MaxGradientNorm is { } longest)
            Device.GradientClip.Clip(longest, Gradients, gradientNorm);
        Optimizer.Step(Parameters, Gradients);
    }

    /// <summary>Samples first .. first + N - 1 of all, or up to the last.</summary>
    private ReadOnlySpan<T> Minibatch<T>(ReadOnlySpan<T> all, int first, int samples, int length) =>
        all.Slice(first * length, Math.Min(N, samples - first) * length);

    private Span<T> Minibatch<T>(Span<T> all, int first, int samples, int length) =>
        all.Slice(first * length, Math.Min(N, samples - first) * length);

    private int Samples(int length)
    {
        var (samples, rest) = Math.DivRem(length, Network.Input.Length);
        return rest == 0 ? samples : throw new ArgumentException($"A sample has {Network.Input.Length} elements; {length} are no whole number of samples.");
    }

    private void CheckLabels(ReadOnlySpan<int> labels, [CallerMemberName] string operation = "")
    {
        CheckLength(labels.Length, N, nameof(labels));
        IndexCheck.Within(labels, 0, Network.Outputs - 1, nameof(labels), operation);
    }

    private void CheckLength(long actual, long expected, string name)
    {
        if (actual != expected)
            throw new ArgumentException(
                $"{name} has {actual} elements, but {expected} are expected: a minibatch is {N} samples of {Network.Input} with {Network.Outputs} outputs.", name);
    }

    private static InvalidOperationException ReadsFrames() => new("This network reads frames: give it bytes.");

    private InvalidOperationException ReadsNumbers() => new($"This network reads numbers, {Network.Input} a sample: give it floats.");
}
