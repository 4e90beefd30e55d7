namespace DqnGpu.Kernels;

/// <summary>A computation of a training, as one asks for the code that does it: <see cref="OperationCode"/>.</summary>
public enum Operation
{
    /// <summary><see cref="Conv2d.Forward"/>.</summary>
    ConvolutionForward,

    /// <summary><see cref="Conv2d.ForwardFromFrames"/>.</summary>
    ConvolutionForwardFromFrames,

    /// <summary><see cref="Conv2d.BackwardInput"/>.</summary>
    ConvolutionBackwardInput,

    /// <summary><see cref="Conv2d.BackwardWeights"/>.</summary>
    ConvolutionBackwardWeights,

    /// <summary><see cref="Conv2d.BackwardWeightsFromFrames"/>.</summary>
    ConvolutionBackwardWeightsFromFrames,

    /// <summary><see cref="Linear.Forward"/>.</summary>
    LinearForward,

    /// <summary><see cref="Linear.BackwardInput"/>.</summary>
    LinearBackwardInput,

    /// <summary><see cref="Linear.BackwardWeights"/>.</summary>
    LinearBackwardWeights,

    /// <summary><see cref="NoisyWeights.Forward"/>.</summary>
    NoisyWeightsForward,

    /// <summary><see cref="NoisyWeights.Backward"/>.</summary>
    NoisyWeightsBackward,

    /// <summary><see cref="LayerNorm.Forward"/>.</summary>
    LayerNormForward,

    /// <summary><see cref="LayerNorm.BackwardInput"/>.</summary>
    LayerNormBackwardInput,

    /// <summary><see cref="LayerNorm.BackwardWeights"/>.</summary>
    LayerNormBackwardWeights,

    /// <summary><see cref="Relu.Forward"/>, where it is not fused.</summary>
    ReluForward,

    /// <summary><see cref="Relu.Backward"/>, where it is not fused.</summary>
    ReluBackward,

    /// <summary><see cref="Tanh.Forward"/>.</summary>
    TanhForward,

    /// <summary><see cref="Tanh.Backward"/>.</summary>
    TanhBackward,

    /// <summary><see cref="Dueling.Forward"/>.</summary>
    DuelingForward,

    /// <summary><see cref="Dueling.Backward"/>.</summary>
    DuelingBackward,

    /// <summary><see cref="Kernels.TdLoss"/>.</summary>
    TdLoss,

    /// <summary><see cref="Kernels.MunchausenLoss"/>.</summary>
    MunchausenLoss,

    /// <summary><see cref="Kernels.CategoricalLoss"/>.</summary>
    CategoricalLoss,

    /// <summary><see cref="Kernels.QuantileLoss"/>.</summary>
    QuantileLoss,

    /// <summary><see cref="CategoricalValues.Forward"/>.</summary>
    CategoricalValuesForward,

    /// <summary><see cref="CategoricalValues.Backward"/>.</summary>
    CategoricalValuesBackward,

    /// <summary><see cref="QuantileValues.Forward"/>.</summary>
    QuantileValuesForward,

    /// <summary><see cref="QuantileValues.Backward"/>.</summary>
    QuantileValuesBackward,

    /// <summary><see cref="Kernels.RegressionLoss"/>.</summary>
    RegressionLoss,

    /// <summary><see cref="Kernels.CrossEntropyLoss"/>.</summary>
    CrossEntropyLoss,

    /// <summary><see cref="Kernels.Adam"/>.</summary>
    Adam,

    /// <summary><see cref="Kernels.RmsProp"/>.</summary>
    RmsProp,
}
