using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace DqnGpu.Kernels.Simd;

/// <summary>
/// The host's own vector units: every core runs the operations on Vector512, Vector256, Vector128 or, where there is none, scalars.
/// </summary>
/// <remarks>An operation is done when its call returns; uploads are plain copies, fences have nothing to wait for.</remarks>
public sealed unsafe class SimdDevice : Device
{
    /// <summary>Starts the workers.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number of threads is negative.</exception>
    /// <exception cref="NotSupportedException">The processor has not the vectors that the options ask for, or not the precision.</exception>
    public SimdDevice(DeviceOptions? options = null)
    {
        options ??= new();
        if (options.Threads < 0)
            throw new ArgumentOutOfRangeException(
                nameof(options), options.Threads, $"The number of threads must be 0 (one for each core) or more, but is {options.Threads}.");
        if (options.Precision != Precision.Fp32)
            throw Devices.LacksPrecision("simd", options.Precision);
        Threads = options.Threads == 0 ? Environment.ProcessorCount : options.Threads;
        Width = ChooseWidth(options.SimdWidth);
        Pool = new WorkerPool(Threads);
        Conv2d = new SimdConv2d(this);
        Linear = new SimdLinear(this);
        NoisyWeights = new SimdNoisyWeights(this);
        LayerNorm = new SimdLayerNorm(this);
        Relu = new SimdRelu(this);
        Scale = new SimdScale(this);
        Tanh = new SimdTanh(this);
        Dueling = new SimdDueling(this);
        TdLoss = new SimdTdLoss(this);
        MunchausenLoss = new SimdMunchausenLoss(this);
        CategoricalLoss = new SimdCategoricalLoss(this);
        QuantileLoss = new SimdQuantileLoss(this);
        CategoricalValues = new SimdCategoricalValues(this);
        QuantileValues = new SimdQuantileValues(this);
        RegressionLoss = new SimdRegressionLoss(this);
        CrossEntropyLoss = new SimdCrossEntropyLoss(this);
        TdHead = new TdHead(this);
        ActHead = new ActHead(this);
        Adam = new SimdAdam(this);
        RmsProp = new SimdRmsProp(this);
        GradientClip = new SimdGradientClip(this);
        InputCentre = new SimdInputCentre(this);
        ParameterCopy = new SimdParameterCopy(this);
        RowMax = new SimdRowMax(this);
        EpsilonGreedy = new SimdEpsilonGreedy(this);
        ReplayGather = new SimdReplayGather(this);
        ReplayScatter = new SimdReplayScatter(this);
    }

    /// <summary>Threads that run operations, the caller counted in.</summary>
    public int Threads { get; }

    /// <summary>The vectors in use; never <see cref="SimdWidth.Auto"/>.</summary>
    public SimdWidth Width { get; }

    /// <inheritdoc/>
    public override string Name => "simd";

    /// <inheritdoc/>
    public override string Description => $"{Width}, {Threads} {(Threads == 1 ? "thread" : "threads")}";

    /// <inheritdoc/>
    public override bool RunsBesideHost => false;

    /// <inheritdoc/>
    public override Conv2d Conv2d { get; }

    /// <inheritdoc/>
    public override Linear Linear { get; }

    /// <inheritdoc/>
    public override NoisyWeights NoisyWeights { get; }

    /// <inheritdoc/>
    public override LayerNorm LayerNorm { get; }

    /// <inheritdoc/>
    public override Relu Relu { get; }

    /// <inheritdoc/>
    public override Scale Scale { get; }

    /// <inheritdoc/>
    public override Tanh Tanh { get; }

    /// <inheritdoc/>
    public override Dueling Dueling { get; }

    /// <inheritdoc/>
    public override TdLoss TdLoss { get; }

    /// <inheritdoc/>
    public override MunchausenLoss MunchausenLoss { get; }

    /// <inheritdoc/>
    public override CategoricalLoss CategoricalLoss { get; }

    /// <inheritdoc/>
    public override QuantileLoss QuantileLoss { get; }

    /// <inheritdoc/>
    public override CategoricalValues CategoricalValues { get; }

    /// <inheritdoc/>
    public override QuantileValues QuantileValues { get; }

    /// <inheritdoc/>
    public override RegressionLoss RegressionLoss { get; }

    /// <inheritdoc/>
    public override CrossEntropyLoss CrossEntropyLoss { get; }

    /// <inheritdoc/>
    public override TdHead TdHead { get; }

    /// <inheritdoc/>
    public override ActHead ActHead { get; }

    /// <inheritdoc/>
    public override Adam Adam { get; }

    /// <inheritdoc/>
    public override RmsProp RmsProp { get; }

    /// <inheritdoc/>
    public override GradientClip GradientClip { get; }

    /// <inheritdoc/>
    public override InputCentre InputCentre { get; }

    /// <inheritdoc/>
    public override ParameterCopy ParameterCopy { get; }

    /// <inheritdoc/>
    public override RowMax RowMax { get; }

    /// <inheritdoc/>
    public override EpsilonGreedy EpsilonGreedy { get; }

    /// <inheritdoc/>
    public override ReplayGather ReplayGather { get; }

    /// <inheritdoc/>
    public override ReplayScatter ReplayScatter { get; }

    /// <inheritdoc/>
    public override long FreeMemory => 0;

    internal WorkerPool Pool { get; }

    internal AlignedMemoryOwner MemoryOwner { get; } = new();

    /// <summary>Floats in a vector of <see cref="Width"/>.</summary>
    internal int Lanes => Width switch
    {
        SimdWidth.Vector512 => Vector512Unit.Lanes,
        SimdWidth.Vector256 => Vector256Unit.Lanes,
        SimdWidth.Vector128 => Vector128Unit.Lanes,
        _ => ScalarUnit.Lanes,
    };

    /// <summary>Runs the tasks of one operation on all threads, in this device's vector width.</summary>
    internal void Run<TWork>(int tasks, in TWork work) where TWork : unmanaged, IVectorWork =>
        Pool.Run(tasks, new VectorWork<TWork>(Width, work));

    /// <inheritdoc/>
    public override DeviceBuffer<T> Allocate<T>(long length) => new SimdBuffer<T>(this, length);

    /// <summary>The view as loops of one's own take it. It holds an address: good until the buffer is disposed.</summary>
    /// <exception cref="ArgumentException">The buffer belongs to another device.</exception>
    /// <exception cref="OverflowException">It has more elements than a span.</exception>
    public Span<T> Memory<T>(DeviceView<T> view) where T : unmanaged => new(view.Pointer(this), checked((int)view.Length));

    /// <inheritdoc/>
    public override PinnedBuffer<T> AllocatePinned<T>(long length) => new AlignedPinnedBuffer<T>(MemoryOwner, length);

    /// <inheritdoc/>
    public override DeviceBuffer<T> AllocateUploaded<T>(PinnedBuffer<T> host) =>
        host is AlignedPinnedBuffer<T> aligned ? new SimdBuffer<T>(this, aligned) : base.AllocateUploaded(host);

    /// <inheritdoc/>
    public override void Upload<T>(PinnedBuffer<T> source, long sourceOffset, DeviceView<T> destination)
    {
        source.CheckRange(sourceOffset, destination.Length);
        T* from = source.Pointer + sourceOffset, to = destination.Pointer(this);
        if (from == to)
            return;
        var bytes = destination.Length * sizeof(T);
        Buffer.MemoryCopy(from, to, bytes, bytes);
    }

    /// <inheritdoc/>
    public override void Download<T>(DeviceView<T> source, PinnedBuffer<T> destination, long destinationOffset)
    {
        destination.CheckRange(destinationOffset, source.Length);
        var bytes = source.Length * sizeof(T);
        Buffer.MemoryCopy(source.Pointer(this), destination.Pointer + destinationOffset, bytes, bytes);
    }

    /// <inheritdoc/>
    public override DeviceFence CreateFence() => new SimdFence();

    /// <inheritdoc/>
    public override DeviceGraph Capture(Action operations) => new SimdGraph(operations);

    /// <inheritdoc/>
    public override void Synchronize()
    {
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        Pool.Dispose();
        MemoryOwner.Dispose();
    }

    private static SimdWidth ChooseWidth(SimdWidth asked)
    {
        var has512 = Vector512.IsHardwareAccelerated && Avx512F.IsSupported;
        var has256 = Vector256.IsHardwareAccelerated && Fma.IsSupported;
        var has128 = Vector128.IsHardwareAccelerated;
        return asked switch
        {
            SimdWidth.Auto when has512 => SimdWidth.Vector512,
            SimdWidth.Auto when has256 => SimdWidth.Vector256,
            SimdWidth.Auto when has128 => SimdWidth.Vector128,
            SimdWidth.Auto => SimdWidth.Scalar,
            SimdWidth.Vector512 when !has512 => throw Lacks("AVX-512", "Vector256"),
            SimdWidth.Vector256 when !has256 => throw Lacks("AVX2 with FMA", "Vector128"),
            SimdWidth.Vector128 when !has128 => throw Lacks("vectors", "Scalar"),
            _ => asked,
        };
    }

    private static NotSupportedException Lacks(string what, string narrower) =>
        new($"This processor has no {what}; choose Auto or {narrower}.");
}
