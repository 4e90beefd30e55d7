namespace DqnGpu.Nn;

/// <summary>What a node of an <see cref="OnnxGraph"/> gives, for a minibatch of N samples.</summary>
/// <param name="Name">Its name in the graph.</param>
/// <param name="Shape">Shape of one sample, as the layers of a network know it.</param>
/// <param name="IsVector">
/// True: it lies as [N, C*H*W], channels first, as PyTorch's <c>Flatten</c> leaves it. False: as [N, C, H, W], ONNX's layout of convolutions.
/// </param>
public sealed record OnnxValue(string Name, ActivationShape Shape, bool IsVector);
