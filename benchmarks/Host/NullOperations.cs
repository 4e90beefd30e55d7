using DqnGpu.Kernels;

namespace DqnGpu.Benchmarks.Host;

// The operations of a NullDevice: each checks its arguments, as every operation does, and leaves it at that.

internal sealed class NullConv2d : Conv2d
{
    protected override void ForwardCore(in Conv2dShape shape, ReadOnlySpan<LayerBuffers<float>> networks, Activation activation)
    {
    }

    protected override void ForwardFromFramesCore(in Conv2dShape shape, ReadOnlySpan<LayerBuffers<byte>> networks, Activation activation)
    {
    }

    protected override void BackwardInputCore(
        in Conv2dShape shape, DeviceView<float> dz, DeviceView<float> w, DeviceView<float> dx, DeviceView<float> reluOutput)
    {
    }

    protected override void BackwardWeightsCore(
        in Conv2dShape shape, DeviceView<float> x, DeviceView<float> dz, DeviceView<float> dw, DeviceView<float> db)
    {
    }

    protected override void BackwardWeightsFromFramesCore(
        in Conv2dShape shape, DeviceView<byte> frames, DeviceView<float> dz, DeviceView<float> dw, DeviceView<float> db)
    {
    }
}

internal sealed class NullLinear : Linear
{
    protected override void ForwardCore(in LinearShape shape, ReadOnlySpan<LayerBuffers<float>> networks, Activation activation)
    {
    }

    protected override void BackwardInputCore(
        in LinearShape shape, DeviceView<float> dz, DeviceView<float> w, DeviceView<float> dx, DeviceView<float> reluOutput, bool accumulate)
    {
    }

    protected override void BackwardWeightsCore(
        in LinearShape shape, DeviceView<float> x, DeviceView<float> dz, DeviceView<float> dw, DeviceView<float> db)
    {
    }
}

internal sealed class NullNoisyWeights : NoisyWeights
{
    protected override void ForwardCore(ulong key, DeviceView<int> draw, in NoisyWeightsBuffers buffers)
    {
    }

    protected override void BackwardCore(
        DeviceView<float> noise, DeviceView<float> dw, DeviceView<float> db, DeviceView<float> dsigma, DeviceView<float> dsigmab)
    {
    }
}

internal sealed class NullLayerNorm : LayerNorm
{
    protected override void ForwardCore(
        DeviceView<float> x, DeviceView<float> gamma, DeviceView<float> beta, DeviceView<float> y, DeviceView<float> mean, DeviceView<float> rstd,
        Activation activation)
    {
    }

    protected override void BackwardInputCore(
        DeviceView<float> x, DeviceView<float> gamma, DeviceView<float> dz, DeviceView<float> mean, DeviceView<float> rstd, DeviceView<float> dx,
        bool inputIsRelu)
    {
    }

    protected override void BackwardWeightsCore(
        DeviceView<float> x, DeviceView<float> dz, DeviceView<float> mean, DeviceView<float> rstd, DeviceView<float> dgamma, DeviceView<float> dbeta)
    {
    }
}

internal sealed class NullRelu : Relu
{
    protected override void ForwardCore(DeviceView<float> x, DeviceView<float> y)
    {
    }

    protected override void BackwardCore(DeviceView<float> y, DeviceView<float> dy, DeviceView<float> dx)
    {
    }
}

internal sealed class NullScale : Scale
{
    protected override void ApplyCore(float factor, DeviceView<float> x)
    {
    }
}

internal sealed class NullTanh : Tanh
{
    protected override void ForwardCore(DeviceView<float> x, DeviceView<float> y)
    {
    }

    protected override void BackwardCore(DeviceView<float> y, DeviceView<float> dy, DeviceView<float> dx)
    {
    }
}

internal sealed class NullDueling : Dueling
{
    protected override void ForwardCore(int actions, int atoms, DeviceView<float> value, DeviceView<float> advantages, DeviceView<float> q)
    {
    }

    protected override void BackwardCore(int actions, int atoms, DeviceView<float> dq, DeviceView<float> dvalue, DeviceView<float> dadvantages)
    {
    }
}

internal sealed class NullTdLoss : TdLoss
{
    protected override void ComputeCore(int actions, LossKind kind, in QLossBuffers buffers)
    {
    }
}

internal sealed class NullMunchausenLoss : MunchausenLoss
{
    protected override void ComputeCore(int actions, LossKind kind, in MunchausenSettings settings, in QLossBuffers buffers)
    {
    }
}

internal sealed class NullCategoricalLoss : CategoricalLoss
{
    protected override void ComputeCore(in CategoricalSupport support, int actions, in QLossBuffers buffers)
    {
    }
}

internal sealed class NullQuantileLoss : QuantileLoss
{
    protected override void ComputeCore(int quantiles, float kappa, int actions, in QLossBuffers buffers)
    {
    }
}

internal sealed class NullCategoricalValues : CategoricalValues
{
    protected override void ForwardCore(in CategoricalSupport support, int actions, DeviceView<float> logits, DeviceView<float> q)
    {
    }

    protected override void BackwardCore(
        in CategoricalSupport support, int actions, DeviceView<float> logits, DeviceView<float> dq, DeviceView<float> dlogits)
    {
    }
}

internal sealed class NullQuantileValues : QuantileValues
{
    protected override void ForwardCore(int quantiles, int actions, DeviceView<float> theta, DeviceView<float> q)
    {
    }

    protected override void BackwardCore(int quantiles, int actions, DeviceView<float> dq, DeviceView<float> dtheta)
    {
    }
}

internal sealed class NullRegressionLoss : RegressionLoss
{
    protected override void ComputeCore(
        LossKind kind, DeviceView<float> outputs, DeviceView<float> targets, DeviceView<float> gradient, DeviceView<float> loss)
    {
    }
}

internal sealed class NullCrossEntropyLoss : CrossEntropyLoss
{
    protected override void ComputeCore(
        int classes, DeviceView<float> outputs, DeviceView<int> labels, DeviceView<float> gradient, DeviceView<float> loss)
    {
    }
}

internal sealed class NullAdam : Adam
{
    protected override void StepCore(
        in AdamSettings settings, DeviceView<float> parameters, DeviceView<float> gradients, DeviceView<float> firstMoment,
        DeviceView<float> secondMoment, DeviceView<float> schedule, bool isLastPart)
    {
    }
}

internal sealed class NullRmsProp : RmsProp
{
    protected override void StepCore(
        in RmsPropSettings settings, DeviceView<float> parameters, DeviceView<float> gradients, DeviceView<float> firstMoment,
        DeviceView<float> secondMoment, DeviceView<float> schedule)
    {
    }
}

internal sealed class NullGradientClip : GradientClip
{
    protected override void ClipCore(float maxNorm, DeviceView<float> gradients, DeviceView<float> norm)
    {
    }
}

internal sealed class NullInputCentre : InputCentre
{
    protected override void MoveBiasCore(float centre, DeviceView<float> weights, DeviceView<float> bias)
    {
    }

    protected override void MoveGradientCore(float centre, DeviceView<float> weightGradient, DeviceView<float> biasGradient)
    {
    }
}

internal sealed class NullParameterCopy : ParameterCopy
{
    protected override void HardCore(DeviceView<float> online, DeviceView<float> target)
    {
    }

    protected override void SoftCore(float tau, DeviceView<float> online, DeviceView<float> target)
    {
    }
}

internal sealed class NullRowMax : RowMax
{
    protected override void ComputeCore(int columns, DeviceView<float> q, DeviceView<float> max, DeviceView<int> argMax)
    {
    }
}

internal sealed class NullEpsilonGreedy : EpsilonGreedy
{
    protected override void ChooseCore(
        int actions, DeviceView<float> q, DeviceView<float> epsilons, DeviceView<float> uniforms, DeviceView<int> randomActions,
        DeviceView<int> chosen)
    {
    }
}

internal sealed class NullReplayGather : ReplayGather
{
    protected override void GatherCore(int frameLength, DeviceView<byte> frames, DeviceView<int> indices, DeviceView<byte> stacks)
    {
    }
}

internal sealed class NullReplayScatter : ReplayScatter
{
    protected override void ScatterCore(int frameLength, DeviceView<byte> staged, DeviceView<int> slots, DeviceView<byte> frames)
    {
    }
}
