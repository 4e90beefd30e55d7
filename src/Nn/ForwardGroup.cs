using DqnGpu.Kernels;

namespace DqnGpu.Nn;

/// <summary>One network's part in a layer's forward pass together with others.</summary>
/// <param name="Pass">The layer at work for that network.</param>
/// <param name="Input">What it reads.</param>
/// <param name="Parameters">The layer's parameters.</param>
public readonly record struct LayerRun<TInput>(LayerPass Pass, DeviceView<TInput> Input, DeviceView<float> Parameters) where TInput : unmanaged;

/// <summary>Forward passes of up to three networks of the same layers, layer by layer together: on a GPU one launch a layer instead of three.</summary>
/// <param name="passes">The networks at work, each with its own activations.</param>
public sealed class ForwardGroup(params NetworkPass[] passes)
{
    private readonly LayerRun<byte>[] first = new LayerRun<byte>[passes.Length];
    private readonly LayerRun<float>[] others = new LayerRun<float>[passes.Length];

    /// <summary>Computes the activations of the first <paramref name="layers"/> layers of every network.</summary>
    /// <param name="layers">How many layers; the rest is left to the caller.</param>
    /// <param name="frames">For each network its states [N, C, H, W], bytes.</param>
    /// <param name="parameters">For each network its parameters [<see cref="Network.BufferLength"/>].</param>
    public void Forward(int layers, ReadOnlySpan<DeviceView<byte>> frames, ReadOnlySpan<DeviceView<float>> parameters)
    {
        for (var i = 0; i < passes.Length; i++)
            first[i] = new(passes[i].Layers[0], frames[i], passes[i].Network.Layers[0].Slice(parameters[i]));
        passes[0].Layers[0].ForwardFromFramesTogether(first);
        for (var layer = 1; layer < layers; layer++)
        {
            for (var i = 0; i < passes.Length; i++)
                others[i] = new(passes[i].Layers[layer], passes[i].Layers[layer - 1].Output, passes[i].Network.Layers[layer].Slice(parameters[i]));
            passes[0].Layers[layer].ForwardTogether(others);
        }
    }
}
