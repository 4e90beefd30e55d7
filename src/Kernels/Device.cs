namespace DqnGpu.Kernels;

/// <summary>A processor that runs the operations of a DQN: a GPU, ILGPU's CPU accelerator, or the host's SIMD units.</summary>
/// <remarks>
/// <para>A device owns memory, queues and workers, and nothing else: each operation is an object of its own
/// (<see cref="Conv2d"/>, <see cref="Linear"/>, ...), so that every operation on every device is one file to read.</para>
/// <para>Operations are asynchronous and run in the order of their calls. One host thread at a time may call a device.
/// The first call of an operation with a larger shape than before may allocate scratch memory; later calls allocate nothing.</para>
/// <para>Determinism: no operation uses atomics on floats and every reduction has a fixed order, so the same calls on the
/// same device give the same bits, at any number of threads.</para>
/// </remarks>
public abstract class Device : IDisposable
{
    /// <summary>The name that <c>--device</c> takes: <c>cuda</c>, <c>opencl</c>, <c>ilgpu-cpu</c>, <c>simd</c>.</summary>
    public abstract string Name { get; }

    /// <summary>What it is, for people: the processor, its cores, the vector width or the driver.</summary>
    public abstract string Description { get; }

    /// <summary>What convolutions and linear layers compute in; it never changes. Tests set it, to look at the kernels that a GPU gets.</summary>
    public Precision Precision { get; internal set; }

    /// <summary>True when operations run beside the host, so that the host has work to overlap with them.</summary>
    public abstract bool RunsBesideHost { get; }

    /// <summary>2-D convolution, forward and backward.</summary>
    public abstract Conv2d Conv2d { get; }

    /// <summary>Fully connected layer, forward and backward.</summary>
    public abstract Linear Linear { get; }

    /// <summary>Noise in the weights of a fully connected layer, forward and backward.</summary>
    public abstract NoisyWeights NoisyWeights { get; }

    /// <summary>Layer normalisation, forward and backward.</summary>
    public abstract LayerNorm LayerNorm { get; }

    /// <summary>max(0, x), forward and backward, where it is not fused into another operation.</summary>
    public abstract Relu Relu { get; }

    /// <summary>Multiplies by a number.</summary>
    public abstract Scale Scale { get; }

    /// <summary>tanh x, forward and backward.</summary>
    public abstract Tanh Tanh { get; }

    /// <summary>Combines state value and advantages into action values, forward and backward.</summary>
    public abstract Dueling Dueling { get; }

    /// <summary>The temporal-difference loss and its gradient.</summary>
    public abstract TdLoss TdLoss { get; }

    /// <summary>The loss of Munchausen DQN and its gradient.</summary>
    public abstract MunchausenLoss MunchausenLoss { get; }

    /// <summary>The loss of categorical DQN (C51) and its gradient.</summary>
    public abstract CategoricalLoss CategoricalLoss { get; }

    /// <summary>The loss of quantile-regression DQN and its gradient.</summary>
    public abstract QuantileLoss QuantileLoss { get; }

    /// <summary>Action values of categorical distributions, forward and backward.</summary>
    public abstract CategoricalValues CategoricalValues { get; }

    /// <summary>Action values of quantiles, forward and backward.</summary>
    public abstract QuantileValues QuantileValues { get; }

    /// <summary>The mean error against targets and its gradient.</summary>
    public abstract RegressionLoss RegressionLoss { get; }

    /// <summary>The cross-entropy against class labels and its gradient.</summary>
    public abstract CrossEntropyLoss CrossEntropyLoss { get; }

    /// <summary>The last layer, the loss and the last layer's gradients, together.</summary>
    public abstract TdHead TdHead { get; }

    /// <summary>The last layer and the choice of actions, together.</summary>
    public abstract ActHead ActHead { get; }

    /// <summary>The Adam optimiser.</summary>
    public abstract Adam Adam { get; }

    /// <summary>The RMSProp optimiser.</summary>
    public abstract RmsProp RmsProp { get; }

    /// <summary>Clips a gradient by its norm.</summary>
    public abstract GradientClip GradientClip { get; }

    /// <summary>Steps of an optimiser as if the first layer's inputs were counted from the background's gray value.</summary>
    public abstract InputCentre InputCentre { get; }

    /// <summary>Hard and soft copies of parameters to a target network.</summary>
    public abstract ParameterCopy ParameterCopy { get; }

    /// <summary>Maximum and arg-max of each row.</summary>
    public abstract RowMax RowMax { get; }

    /// <summary>Epsilon-greedy choice of an action for each row.</summary>
    public abstract EpsilonGreedy EpsilonGreedy { get; }

    /// <summary>Assembles frame stacks from a device-resident ring of frames.</summary>
    public abstract ReplayGather ReplayGather { get; }

    /// <summary>Stores new frames in that ring.</summary>
    public abstract ReplayScatter ReplayScatter { get; }

    /// <summary>
    /// Bytes that one more buffer can take of the device's own memory, as far as the driver tells; 0 where the device computes in the host's.
    /// </summary>
    public abstract long FreeMemory { get; }

    /// <summary>Device memory for <paramref name="length"/> elements, set to zero.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is not positive.</exception>
    /// <exception cref="OutOfMemoryException">The device has not that much memory; the message says how much was asked for.</exception>
    public abstract DeviceBuffer<T> Allocate<T>(long length) where T : unmanaged;

    /// <summary>Host memory for <paramref name="length"/> elements, for <see cref="Upload"/> and <see cref="Download"/>; its content is undefined.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is not positive.</exception>
    /// <exception cref="OutOfMemoryException">The host has not that much memory; the message says how much was asked for.</exception>
    public abstract PinnedBuffer<T> AllocatePinned<T>(long length) where T : unmanaged;

    /// <summary>Device memory for what the host fills into <paramref name="host"/> and uploads there: as long as that. Its content is undefined.</summary>
    /// <remarks>
    /// A device that computes in the host's memory takes the pinned memory itself, and <see cref="Upload"/> between the two copies nothing. So the host
    /// writes only when what reads the device's side is done, and disposes that side before the pinned memory.
    /// </remarks>
    public virtual DeviceBuffer<T> AllocateUploaded<T>(PinnedBuffer<T> host) where T : unmanaged => Allocate<T>(host.Length);

    /// <summary>Copies <paramref name="destination"/>.Length elements from pinned memory on the <see cref="DeviceQueue.Transfer"/> queue.</summary>
    /// <remarks>The pinned memory must stay as it is until a fence recorded behind the copy is reached.</remarks>
    public abstract void Upload<T>(PinnedBuffer<T> source, long sourceOffset, DeviceView<T> destination) where T : unmanaged;

    /// <summary>Copies <paramref name="source"/> to pinned memory on the <see cref="DeviceQueue.Compute"/> queue, behind its operations.</summary>
    /// <remarks>The host may read it once a fence recorded behind the copy is reached.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The range does not lie inside the pinned buffer.</exception>
    public abstract void Download<T>(DeviceView<T> source, PinnedBuffer<T> destination, long destinationOffset) where T : unmanaged;

    /// <summary>A new fence.</summary>
    public abstract DeviceFence CreateFence();

    /// <summary>
    /// Operations called until the result is disposed may run beside those called after it, until <see cref="JoinBranches"/>: neither may write what
    /// the others touch.
    /// </summary>
    /// <remarks>
    /// A branch starts behind everything called before it, an earlier branch that is not yet joined included. It changes no result. Minibatches of 32
    /// leave a large GPU half idle: two operations at once take little longer than one. Only CUDA does so; elsewhere a branch runs in its turn.
    /// <see cref="Conv2d"/>, <see cref="Linear"/>, <see cref="GradientClip"/>, <see cref="CategoricalLoss"/> and <see cref="QuantileLoss"/> keep partial sums in
    /// one place, and are refused in a branch under CUDA.
    /// </remarks>
    public DeviceBranch Branch()
    {
        BeginBranch();
        return new(this);
    }

    /// <summary>What is called from here on comes behind all branches.</summary>
    public virtual void JoinBranches()
    {
    }

    /// <summary>The operations that follow belong to a branch.</summary>
    protected internal virtual void BeginBranch()
    {
    }

    /// <summary>The operations that follow run beside the branch.</summary>
    protected internal virtual void EndBranch()
    {
    }

    /// <summary>Records the operations that <paramref name="operations"/> calls, without running them.</summary>
    /// <remarks>Each of them must have run once before with the same shapes. Devices without graphs replay the calls.</remarks>
    public abstract DeviceGraph Capture(Action operations);

    /// <summary>Blocks the host until everything on both queues and in the branches is done.</summary>
    public abstract void Synchronize();

    /// <inheritdoc/>
    public abstract void Dispose();
}
