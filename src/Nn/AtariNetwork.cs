using DqnGpu.Kernels;

namespace DqnGpu.Nn;

/// <summary>The convolutions, and hidden units behind them, of a network that plays Atari games.</summary>
public enum NetworkKind
{
    /// <summary>Convolutions 16 8x8/4 and 32 4x4/2, and 512 linear units: the article's. Mnih et al. 2013 had 256 units.</summary>
    Article,

    /// <summary>Convolutions 32 8x8/4, 64 4x4/2 and 64 3x3/1, and 512 linear units: Mnih et al. 2015.</summary>
    Nature,

    /// <summary>Convolutions 32 6x6/6 and 32 4x4/2, and 256 linear units: half of the article's arithmetic.</summary>
    /// <remarks>
    /// The first convolution's windows lie side by side, as the patches of a vision transformer do (Dosovitskiy et al. 2021), instead of each four pixels
    /// from the last: 14x14 of them see every pixel once, where the article's 20x20 of 8x8 see it four times. A state takes 1.79 million multiply-adds
    /// instead of 3.63.
    /// </remarks>
    Patch,
}

/// <summary>What a network of the family of DQN is made of: which convolutions, and which of the papers' parts. The plain one is DQN's.</summary>
/// <param name="Kind">Convolutions and hidden units.</param>
public sealed record AtariNetwork(NetworkKind Kind)
{
    /// <summary>Value of the state and advantages of the actions apart (Wang et al. 2016).</summary>
    public bool Dueling { get; init; }

    /// <summary>The gradient that a dueling head sends to the convolutions is scaled by 1/sqrt(2), as Wang et al. 2016 do (section 4.2).</summary>
    public bool RescaleDueling { get; init; }

    /// <summary>The linear layers have noise on their weights that is learnt (Fortunato et al. 2018).</summary>
    public bool Noisy { get; init; }

    /// <summary>What comes out of a convolution, or of a linear layer in front of the last, is normalised before its ReLU (Ba et al. 2016); of a dueling
    /// head's layers none is.</summary>
    public bool LayerNorm { get; init; }

    /// <summary>C51: of each action the probabilities of these returns, Z of them (Bellemare et al. 2017); null: not.</summary>
    public CategoricalSupport? Support { get; init; }

    /// <summary>QR-DQN: of each action so many quantiles, Z, of the return (Dabney et al. 2018); null: not.</summary>
    public int? Quantiles { get; init; }

    /// <summary>The network for a game.</summary>
    /// <param name="actions">A.</param>
    /// <param name="stack">Frames in a state, at least 1.</param>
    public Network Build(int actions, int stack = 4) => new(FrameShape.Atari with { C = stack }, [.. Convolutions, .. Head(actions, Kind == NetworkKind.Patch ? 256 : 512)]);

    /// <summary>What stands behind the convolutions, whatever these are.</summary>
    /// <param name="actions">A.</param>
    /// <param name="hidden">Hidden units, in a dueling head of each stream.</param>
    public IEnumerable<Layer> Head(int actions, int hidden) =>
    [
        .. Dueling
            ? [new DuelingHead(actions, hidden, OutputsPerAction, Noisy, RescaleDueling)]
            : (IEnumerable<Layer>)[.. Normalised(activation => Linear(hidden, activation)), Linear(actions * OutputsPerAction, Activation.None)],
        .. Values(actions),
    ];

    private IEnumerable<Layer> Convolutions
    {
        get
        {
            (int Filters, int Kernel, int Stride)[] sizes = Kind switch
            {
                NetworkKind.Article => [(16, 8, 4), (32, 4, 2)],
                NetworkKind.Nature => [(32, 8, 4), (64, 4, 2), (64, 3, 1)],
                _ => [(32, 6, 6), (32, 4, 2)],
            };
            return sizes.SelectMany(size => Normalised(activation => new Conv2dLayer(size.Filters, size.Kernel, size.Stride, activation)));
        }
    }

    private IEnumerable<Layer> Values(int actions) => (Support, Quantiles) switch
    {
        ({ } support, _) => [new CategoricalValuesLayer(actions, support)],
        (_, { } quantiles) => [new QuantileValuesLayer(actions, quantiles)],
        _ => [],
    };

    /// <summary>Z.</summary>
    private int OutputsPerAction => Support?.Atoms ?? Quantiles ?? 1;

    private IEnumerable<Layer> Normalised(Func<Activation, Layer> layer) =>
        LayerNorm ? [layer(Activation.None), new LayerNormLayer(Activation.Relu)] : [layer(Activation.Relu)];

    private Layer Linear(int outputs, Activation activation) => Noisy ? new NoisyLinearLayer(outputs, activation) : new LinearLayer(outputs, activation);
}
