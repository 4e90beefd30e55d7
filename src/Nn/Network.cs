using DqnGpu.Kernels;

namespace DqnGpu.Nn;

/// <summary>A layer in its place: what comes in, what goes out, and where its parameters lie in the flat buffer.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Input">Shape of one input sample.</param>
/// <param name="Output">Shape of one output sample.</param>
/// <param name="ParameterOffset">First parameter, in floats.</param>
/// <param name="ParameterLength">Floats that the parameters take, alignment included.</param>
public sealed record NetworkLayer(Layer Layer, ActivationShape Input, ActivationShape Output, int ParameterOffset, int ParameterLength)
{
    /// <summary>This layer's part of the network's parameters or gradients.</summary>
    public DeviceView<float> Slice(DeviceView<float> flat) =>
        ParameterLength == 0 ? default : flat.Slice(ParameterOffset, ParameterLength);
}

/// <summary>A network: what it reads and its layers. Immutable; <see cref="NetworkPass"/> runs it, <see cref="Model"/> trains it.</summary>
/// <remarks>
/// It reads frames, whose bytes the first layer scales, or numbers. What its outputs mean is not its affair: the values of actions, classes, or any numbers.
/// All parameters of all layers lie in one flat buffer of <see cref="BufferLength"/> floats, so that an optimiser is one kernel. Each
/// tensor starts at an aligned offset; the few floats between tensors are zero and stay zero.
/// </remarks>
public sealed class Network
{
    private readonly FrameShape? frames;

    /// <summary>Puts layers one behind the other, the first of which reads frames.</summary>
    /// <param name="frames">The input.</param>
    /// <param name="layers">First a layer that reads frames; the last one's output is a vector.</param>
    /// <exception cref="ArgumentException">There is no layer, the first does not read frames, or two neighbours do not fit.</exception>
    public Network(FrameShape frames, params IReadOnlyList<Layer> layers) : this(frames.Activations, frames, layers)
    {
    }

    /// <summary>Puts layers one behind the other, the first of which reads numbers.</summary>
    /// <param name="input">One sample: <see cref="ActivationShape.Vector"/>, or [H, W, C].</param>
    /// <param name="layers">Any layers; the last one's output is a vector.</param>
    /// <exception cref="ArgumentException">There is no layer, or two neighbours do not fit.</exception>
    public Network(ActivationShape input, params IReadOnlyList<Layer> layers) : this(input, null, layers)
    {
    }

    private Network(ActivationShape input, FrameShape? frames, IReadOnlyList<Layer> layers)
    {
        if (layers.Count == 0)
            throw new ArgumentException("A network needs at least one layer.", nameof(layers));
        if (frames is not null && !layers[0].ReadsFrames)
            throw new ArgumentException(
                $"The first layer must read the frames' bytes, as {nameof(Conv2dLayer)} does, but is {layers[0].GetType().Name}.", nameof(layers));
        if (input is not { H: > 0, W: > 0, C: > 0 })
            throw new ArgumentException($"Every size of the input must be at least 1, but it is [{input.H}, {input.W}, {input.C}].", nameof(input));

        this.frames = frames;
        Input = input;
        var placed = new List<NetworkLayer>();
        var parameters = new List<ParameterTensor>();
        var shape = input;
        var torchModule = 0;
        // What comes in as a vector is one in PyTorch too.
        var flattened = frames is null && input is { H: 1, W: 1 };
        foreach (var layer in layers)
        {
            var (tensors, length) = ParameterTensor.LayOut(layer.Parameters(shape));
            if (layer.TakesVector && !flattened)
            {
                flattened = true;
                torchModule++;
            }

            foreach (var tensor in tensors)
                parameters.Add(tensor with { Name = $"layers.{torchModule}.{tensor.Name}", Offset = BufferLength + tensor.Offset });
            placed.Add(new(layer, shape, layer.OutputShape(shape), BufferLength, length));
            MultiplyAdds += layer.MultiplyAdds(shape);
            shape = layer.OutputShape(shape);
            torchModule += layer.TorchModules;
            BufferLength += length;
        }

        if (shape is not { H: 1, W: 1 })
            throw new ArgumentException($"The last layer must give a vector, one value for each action, class or number, but gives {shape}.", nameof(layers));
        Layers = placed;
        Parameters = parameters;
        ParameterCount = parameters.Sum(tensor => tensor.Length);
        Outputs = shape.C;
    }

    /// <summary>One sample as the first layer sees it: channels last.</summary>
    public ActivationShape Input { get; }

    /// <summary>True when the input is bytes; false when it is numbers.</summary>
    public bool ReadsFrames => frames is not null;

    /// <summary>The input of a network that reads frames.</summary>
    /// <exception cref="InvalidOperationException">It reads numbers: see <see cref="ReadsFrames"/> and <see cref="Input"/>.</exception>
    public FrameShape Frames => frames ?? throw new InvalidOperationException($"This network reads numbers, {Input} a sample, and no frames.");

    /// <summary>O, the numbers that come out for one sample.</summary>
    public int Outputs { get; }

    /// <summary>A, the number of actions: what the <see cref="Outputs"/> of an action-value network are.</summary>
    public int Actions => Outputs;

    /// <summary>The layers in their places.</summary>
    public IReadOnlyList<NetworkLayer> Layers { get; }

    /// <summary>All tensors, with PyTorch's names, in the order of the flat buffer.</summary>
    public IReadOnlyList<ParameterTensor> Parameters { get; }

    /// <summary>Learned numbers.</summary>
    public int ParameterCount { get; }

    /// <summary>Floats of a parameter or gradient buffer: <see cref="ParameterCount"/> and what alignment adds.</summary>
    public int BufferLength { get; }

    /// <summary>
    /// True when the last layer is linear and without a ReLU, behind another: then it runs together with what follows it, <see cref="TdHead"/> or
    /// <see cref="ActHead"/>.
    /// </summary>
    internal bool HasLinearHead => Layers is [_, .., { Layer: LinearLayer { HasFusedRelu: false } }];

    /// <summary>Layers that run one after the other: all, or all but a linear head.</summary>
    internal int LayersBeforeHead => Layers.Count - (HasLinearHead ? 1 : 0);

    /// <summary>True when some layer's weights have noise: an agent explores by it.</summary>
    public bool HasNoise => Layers.Any(layer => layer.Layer.HasNoise);

    /// <summary>What a gradient is multiplied by, beside the derivative, from the outputs to the input: all layers' <see cref="Layer.InputGradientFactor"/>s.</summary>
    internal double InputGradientFactor => Layers.Aggregate(1.0, (product, layer) => product * layer.Layer.InputGradientFactor);

    /// <summary>Multiply-adds of one sample's forward pass.</summary>
    public long MultiplyAdds { get; }

    /// <summary>The article's network, <see cref="NetworkKind.Article"/>: 1,343,030 parameters for 6 actions and 4 frames.</summary>
    /// <param name="actions">A.</param>
    /// <param name="stack">Frames in a state, at least 1; so for the other networks.</param>
    public static Network Article(int actions, int stack = 4) => new AtariNetwork(NetworkKind.Article).Build(actions, stack);

    /// <summary>The network of Mnih et al. 2015, <see cref="NetworkKind.Nature"/>.</summary>
    public static Network Nature(int actions, int stack = 4) => new AtariNetwork(NetworkKind.Nature).Build(actions, stack);

    /// <summary>The small network of the preset that learns soonest, <see cref="NetworkKind.Patch"/>: 317,766 parameters for 6 actions.</summary>
    public static Network Patch(int actions, int stack = 4) => new AtariNetwork(NetworkKind.Patch).Build(actions, stack);

    /// <summary>The article's convolutions under a dueling head.</summary>
    public static Network ArticleDueling(int actions, int stack = 4) => new AtariNetwork(NetworkKind.Article) { Dueling = true }.Build(actions, stack);

    /// <summary>
    /// The convolutions of Mnih et al. 2015 under a dueling head: the network of Wang et al. 2016, but that the gradient which enters the
    /// convolutions is the derivative and not rescaled (<see cref="AtariNetwork.RescaleDueling"/>).
    /// </summary>
    public static Network NatureDueling(int actions, int stack = 4) => new AtariNetwork(NetworkKind.Nature) { Dueling = true }.Build(actions, stack);

    /// <summary>What comes in and what comes out of each layer.</summary>
    public override string ToString() =>
        $"{(ReadsFrames ? Frames : Input)}, {string.Join("", Layers.SkipLast(1).Select(layer => $"{layer.Output}, "))}{Outputs} {(ReadsFrames ? "actions" : "outputs")}{(Layers.Any(layer => layer.Layer is DuelingHead) ? " of a dueling head" : "")}";

    /// <summary>Fills <paramref name="parameters"/> with initial values.</summary>
    /// <param name="parameters">[<see cref="BufferLength"/>]; overwritten.</param>
    /// <param name="initialization">Which distribution.</param>
    /// <param name="seed">The same seed gives the same bits on every machine.</param>
    /// <exception cref="ArgumentException">The length is not <see cref="BufferLength"/>.</exception>
    public void Initialize(Span<float> parameters, Initialization initialization, ulong seed)
    {
        if (parameters.Length != BufferLength)
            throw new ArgumentException(
                $"The parameters of this network take {BufferLength} floats, but the span has {parameters.Length}.", nameof(parameters));
        parameters.Clear();
        for (var i = 0; i < Parameters.Count; i++)
        {
            var tensor = Parameters[i];
            Initializer.Fill(parameters.Slice(tensor.Offset, tensor.Length), tensor, initialization, new CounterRandom(seed, (ulong)i));
        }
    }
}
