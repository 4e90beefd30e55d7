using DqnGpu.Benchmarks.Nn;
using DqnGpu.Kernels;
using DqnGpu.Nn;

namespace DqnGpu.Benchmarks.Gpu;

/// <summary>How much is measured.</summary>
internal sealed record Effort
{
    /// <summary>What a GPU is asked.</summary>
    public static readonly Effort Full = new()
    {
        Networks = [.. MeasuredNetwork.Names.Select(name => (name, MeasuredNetwork.Create(name)))],
        Convolutions =
        [
            new("nature/conv1", new(1, C: 4, H: 84, W: 84, K: 32, R: 8, S: 8, Stride: 4), ReadsFrames: true),
            new("nature/conv2", new(1, C: 32, H: 20, W: 20, K: 64, R: 4, S: 4, Stride: 2)),
            new("nature/conv3", new(1, C: 64, H: 9, W: 9, K: 64, R: 3, S: 3, Stride: 1)),
            new("article/conv1", new(1, C: 4, H: 84, W: 84, K: 16, R: 8, S: 8, Stride: 4), ReadsFrames: true),
            new("article/conv2", new(1, C: 16, H: 20, W: 20, K: 32, R: 4, S: 4, Stride: 2)),
        ],
        Linears =
        [
            new("nature/linear1", new(1, In: 3136, Out: 512)),
            new("article/linear1", new(1, In: 2592, Out: 512)),
            new("both/linear2", new(1, In: 512, Out: 6)),
        ],
        Batch = 32,
        LargerBatches = [64, 256, 1024],
        States = [1, 8, 64, 256],
        Seconds = 0.3,
        Samples = 3,
        LaunchesPerGraph = 20,
        Updates = 10,
    };

    /// <summary>The least that shows that everything runs, for the driver in software. Its figures mean nothing.</summary>
    public static readonly Effort Small = new()
    {
        Networks =
        [
            ("small", new(
                new FrameShape(4, 12, 12),
                [new Conv2dLayer(filters: 4, kernel: 4, stride: 2, Activation.Relu), new LinearLayer(8, Activation.Relu), new LinearLayer(6)])),
        ],
        Convolutions =
        [
            new("small/conv1", new(1, C: 4, H: 12, W: 12, K: 4, R: 4, S: 4, Stride: 2), ReadsFrames: true),
            new("small/conv2", new(1, C: 4, H: 5, W: 5, K: 4, R: 3, S: 3, Stride: 1)),
        ],
        Linears = [new("small/linear1", new(1, In: 32, Out: 8))],
        Batch = 2,
        LargerBatches = [3],
        States = [2],
        Seconds = 0,
        Samples = 1,
        LaunchesPerGraph = 2,
        Updates = 2,
    };

    /// <summary>The networks, by the names in the figures.</summary>
    public required IReadOnlyList<(string Name, Network Network)> Networks { get; init; }

    /// <summary>The convolutions that are measured alone.</summary>
    public required IReadOnlyList<MeasuredConvolution> Convolutions { get; init; }

    /// <summary>The fully connected layers that are measured alone.</summary>
    public required IReadOnlyList<MeasuredLinear> Linears { get; init; }

    /// <summary>Transitions in a minibatch, in every section but that of batches.</summary>
    public required int Batch { get; init; }

    /// <summary>What the section of batches measures.</summary>
    public required IReadOnlyList<int> LargerBatches { get; init; }

    /// <summary>Games that are acted for at once.</summary>
    public required IReadOnlyList<int> States { get; init; }

    /// <summary>How long each figure is measured, and warmed up before.</summary>
    public required double Seconds { get; init; }

    /// <summary>The fewest samples of each figure.</summary>
    public required int Samples { get; init; }

    /// <summary>Launches of one operation in the graph that times it.</summary>
    public required int LaunchesPerGraph { get; init; }

    /// <summary>Updates whose bits are compared.</summary>
    public required int Updates { get; init; }

    /// <summary>A convolution by the name in the figures; its minibatch is <see cref="Batch"/>.</summary>
    internal sealed record MeasuredConvolution(string Name, Conv2dShape Shape, bool ReadsFrames = false);

    /// <summary>A fully connected layer by the name in the figures; its minibatch is <see cref="Batch"/>.</summary>
    internal sealed record MeasuredLinear(string Name, LinearShape Shape);
}
