namespace DqnGpu.Nn;

/// <summary>What a parameter does, which decides how it is initialised.</summary>
public enum ParameterRole
{
    /// <summary>Multiplies inputs.</summary>
    Weight,

    /// <summary>Is added.</summary>
    Bias,
}

/// <summary>One tensor of parameters: its name, its place in the flat buffer, its layout here and its layout in PyTorch.</summary>
/// <remarks>
/// Here the innermost index is the one that the kernels read contiguously; PyTorch has the output channel first and channels before
/// positions. <see cref="TorchAxes"/> is the permutation between the two, and the only place where it is written down.
/// </remarks>
public sealed record ParameterTensor
{
    /// <summary>Tensors start at multiples of 16 floats (64 bytes: a cache line, a Vector512, four float4 of a GPU).</summary>
    public const int Alignment = 16;

    /// <summary>PyTorch's name in the <c>state_dict</c>: within a layer <c>weight</c>, in a network <c>layers.0.weight</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Weight or bias.</summary>
    public required ParameterRole Role { get; init; }

    /// <summary>Sizes in this project's order, outermost first.</summary>
    public required IReadOnlyList<int> Dimensions { get; init; }

    /// <summary>
    /// Which of <see cref="Dimensions"/> each of PyTorch's axes is; together with <see cref="TorchShape"/> PyTorch's layout.
    /// </summary>
    public required IReadOnlyList<int> TorchAxes { get; init; }

    /// <summary>Sizes as PyTorch declares them; flattened axes are merged.</summary>
    public required IReadOnlyList<int> TorchShape { get; init; }

    /// <summary>Inputs that one output sums over: the scale of the initial values.</summary>
    public required int FanIn { get; init; }

    /// <summary>The distribution of its initial values, whatever the network's; null: the network's.</summary>
    public Initialization? OwnInitialization { get; init; }

    /// <summary>What every element begins as, whatever the network's <see cref="Initialization"/>; null: it is drawn.</summary>
    public float? InitialValue { get; init; }

    /// <summary>First element, in floats from the start of the layer's (or network's) parameters.</summary>
    public int Offset { get; init; }

    /// <summary>Number of elements.</summary>
    public int Length => Dimensions.Aggregate(1, (product, size) => product * size);

    /// <summary>Weights of a convolution: [R, S, C, K] here, [K, C, R, S] in PyTorch.</summary>
    public static ParameterTensor ConvolutionWeights(string name, int r, int s, int c, int k) => new()
    {
        Name = name,
        Role = ParameterRole.Weight,
        Dimensions = [r, s, c, k],
        TorchAxes = [3, 2, 0, 1],
        TorchShape = [k, c, r, s],
        FanIn = r * s * c,
    };

    /// <summary>Weights of a fully connected layer: [Out, H, W, C] here, [Out, C*H*W] in PyTorch, which flattens channels first.</summary>
    public static ParameterTensor LinearWeights(string name, int outputs, ActivationShape input) => new()
    {
        Name = name,
        Role = ParameterRole.Weight,
        Dimensions = [outputs, input.H, input.W, input.C],
        TorchAxes = [0, 3, 1, 2],
        TorchShape = [outputs, input.Length],
        FanIn = input.Length,
    };

    /// <summary>A bias of <paramref name="length"/> elements, beside weights with the given fan-in.</summary>
    public static ParameterTensor Bias(string name, int length, int fanIn) => new()
    {
        Name = name,
        Role = ParameterRole.Bias,
        Dimensions = [length],
        TorchAxes = [0],
        TorchShape = [length],
        FanIn = fanIn,
    };

    /// <summary>A number for each feature of a sample: [H, W, C] here, [C, H, W] in PyTorch, and [C] of a vector.</summary>
    /// <param name="name">PyTorch's name.</param>
    /// <param name="role">What it does.</param>
    /// <param name="input">Shape of one sample.</param>
    /// <param name="initialValue">What every element begins as.</param>
    public static ParameterTensor PerFeature(string name, ParameterRole role, ActivationShape input, float initialValue) => new()
    {
        Name = name,
        Role = role,
        Dimensions = [input.H, input.W, input.C],
        TorchAxes = [2, 0, 1],
        TorchShape = input is { H: 1, W: 1 } ? [input.C] : [input.C, input.H, input.W],
        FanIn = 1,
        InitialValue = initialValue,
    };

    /// <summary>Lays tensors out one behind the other, each at an aligned offset.</summary>
    /// <returns>The tensors with their offsets, and the length of the whole, a multiple of <see cref="Alignment"/>.</returns>
    public static (IReadOnlyList<ParameterTensor> Tensors, int Length) LayOut(IReadOnlyList<ParameterTensor> tensors)
    {
        var placed = new ParameterTensor[tensors.Count];
        var offset = 0;
        for (var i = 0; i < placed.Length; i++)
        {
            placed[i] = tensors[i] with { Offset = offset };
            offset = checked(offset + placed[i].Length + Alignment - 1) / Alignment * Alignment;
        }

        return (placed, offset);
    }

    /// <summary>Copies from this project's order to PyTorch's.</summary>
    public void ToTorch<T>(ReadOnlySpan<T> ours, Span<T> torch)
    {
        var (sizes, strides) = TorchWalk();
        Span<int> index = stackalloc int[sizes.Length];
        for (var i = 0; i < Length; i++)
            torch[i] = ours[NextOffset(index, sizes, strides)];
    }

    /// <summary>Copies from PyTorch's order to this project's.</summary>
    public void FromTorch<T>(ReadOnlySpan<T> torch, Span<T> ours)
    {
        var (sizes, strides) = TorchWalk();
        Span<int> index = stackalloc int[sizes.Length];
        for (var i = 0; i < Length; i++)
            ours[NextOffset(index, sizes, strides)] = torch[i];
    }

    /// <summary>Sizes of PyTorch's axes, and how far one step along each moves in this project's layout.</summary>
    private (int[] Sizes, int[] Strides) TorchWalk()
    {
        var ownStrides = new int[Dimensions.Count];
        var stride = 1;
        for (var axis = Dimensions.Count - 1; axis >= 0; axis--)
        {
            ownStrides[axis] = stride;
            stride *= Dimensions[axis];
        }

        return ([.. TorchAxes.Select(axis => Dimensions[axis])], [.. TorchAxes.Select(axis => ownStrides[axis])]);
    }

    /// <summary>The offset at <paramref name="index"/>, which then counts on like an odometer.</summary>
    private static int NextOffset(Span<int> index, ReadOnlySpan<int> sizes, ReadOnlySpan<int> strides)
    {
        var offset = 0;
        for (var axis = 0; axis < index.Length; axis++)
            offset += index[axis] * strides[axis];
        for (var axis = index.Length - 1; axis >= 0 && ++index[axis] == sizes[axis]; axis--)
            index[axis] = 0;
        return offset;
    }
}
