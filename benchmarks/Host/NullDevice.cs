using DqnGpu.Kernels;

namespace DqnGpu.Benchmarks.Host;

/// <summary>A device that does nothing, beside the host and at once: what is left of a training step is the host's share of it.</summary>
/// <remarks>Every number that it gives is 0; device memory is not even allocated. Pinned memory is real: the host fills it.</remarks>
internal sealed class NullDevice : Device
{
    public NullDevice() => (TdHead, ActHead) = (new(this), new(this));

    public override string Name => "null";

    public override string Description => "does nothing";

    public override bool RunsBesideHost => true;

    public override Conv2d Conv2d { get; } = new NullConv2d();

    public override Linear Linear { get; } = new NullLinear();

    public override NoisyWeights NoisyWeights { get; } = new NullNoisyWeights();

    public override LayerNorm LayerNorm { get; } = new NullLayerNorm();

    public override Relu Relu { get; } = new NullRelu();

    public override Scale Scale { get; } = new NullScale();

    public override Tanh Tanh { get; } = new NullTanh();

    public override Dueling Dueling { get; } = new NullDueling();

    public override TdLoss TdLoss { get; } = new NullTdLoss();

    public override MunchausenLoss MunchausenLoss { get; } = new NullMunchausenLoss();

    public override CategoricalLoss CategoricalLoss { get; } = new NullCategoricalLoss();

    public override QuantileLoss QuantileLoss { get; } = new NullQuantileLoss();

    public override CategoricalValues CategoricalValues { get; } = new NullCategoricalValues();

    public override QuantileValues QuantileValues { get; } = new NullQuantileValues();

    public override RegressionLoss RegressionLoss { get; } = new NullRegressionLoss();

    public override CrossEntropyLoss CrossEntropyLoss { get; } = new NullCrossEntropyLoss();

    public override TdHead TdHead { get; }

    public override ActHead ActHead { get; }

    public override Adam Adam { get; } = new NullAdam();

    public override RmsProp RmsProp { get; } = new NullRmsProp();

    public override GradientClip GradientClip { get; } = new NullGradientClip();

    public override InputCentre InputCentre { get; } = new NullInputCentre();

    public override ParameterCopy ParameterCopy { get; } = new NullParameterCopy();

    public override RowMax RowMax { get; } = new NullRowMax();

    public override EpsilonGreedy EpsilonGreedy { get; } = new NullEpsilonGreedy();

    public override ReplayGather ReplayGather { get; } = new NullReplayGather();

    public override ReplayScatter ReplayScatter { get; } = new NullReplayScatter();

    public override long FreeMemory => 1L << 40;

    public override DeviceBuffer<T> Allocate<T>(long length) => new NullBuffer<T>(this, length);

    public override PinnedBuffer<T> AllocatePinned<T>(long length) => new NativeBuffer<T>(length);

    public override void Upload<T>(PinnedBuffer<T> source, long sourceOffset, DeviceView<T> destination)
    {
    }

    public override void Download<T>(DeviceView<T> source, PinnedBuffer<T> destination, long destinationOffset)
    {
    }

    public override DeviceFence CreateFence() => new NullFence();

    public override DeviceGraph Capture(Action operations) => new NullGraph();

    public override void Synchronize()
    {
    }

    public override void Dispose()
    {
    }

    private sealed class NullFence : DeviceFence
    {
        public override void Record(DeviceQueue queue)
        {
        }

        public override void Await(DeviceQueue queue)
        {
        }

        public override void Synchronize()
        {
        }

        public override void Dispose()
        {
        }
    }

    private sealed class NullGraph : DeviceGraph
    {
        public override int NodeCount => 0;

        public override void Launch()
        {
        }

        public override void Dispose()
        {
        }
    }
}
