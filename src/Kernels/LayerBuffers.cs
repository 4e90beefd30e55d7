namespace DqnGpu.Kernels;

/// <summary>What one network reads and writes in a layer's forward pass.</summary>
/// <param name="Input">The layer's input: activations, or the frames of a first layer.</param>
/// <param name="Weights">The layer's weights.</param>
/// <param name="Bias">The layer's bias.</param>
/// <param name="Output">The layer's output; written.</param>
/// <remarks>
/// A DQN update runs the same layers for the online and the target network. On a GPU both together take little longer than one: twice the groups for one
/// launch. Up to <see cref="Most"/> networks go together.
/// </remarks>
public readonly record struct LayerBuffers<TInput>(
    DeviceView<TInput> Input, DeviceView<float> Weights, DeviceView<float> Bias, DeviceView<float> Output) where TInput : unmanaged
{
    /// <summary>Online network on s, target network on s', and for Double DQN the online network on s'.</summary>
    public const int Most = 3;
}
