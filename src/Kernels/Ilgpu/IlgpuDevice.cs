using System.Runtime.CompilerServices;
using DqnGpu.Kernels.Ilgpu.Cuda;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>A device whose kernels are C# methods compiled by ILGPU: a CUDA or OpenCL GPU, or ILGPU's CPU accelerator.</summary>
/// <remarks>
/// Under CUDA uploads and branches have streams of their own. Elsewhere there is one queue: an upload waits for it, then copies.
/// </remarks>
public sealed class IlgpuDevice : Device
{
    private readonly Context context;
    private readonly ScratchMemory scratch;
    private readonly CudaBranch? branch;
    private readonly PartialsMemory partials;
    private readonly List<IIlgpuKernel> kernels = [];
    private Action<string>? notice;

    /// <param name="name">See <see cref="Name"/>.</param>
    /// <param name="context">Disposed with the device.</param>
    /// <param name="accelerator">Disposed with the device.</param>
    /// <param name="description">See <see cref="Description"/>.</param>
    /// <param name="precision">What products compute in.</param>
    /// <param name="notice">Takes a line that the user should see, at most one: the driver refuses graphs.</param>
    internal IlgpuDevice(string name, Context context, Accelerator accelerator, string description, Precision precision = Precision.Fp32, Action<string>? notice = null)
    {
        Precision = precision;
        this.context = context;
        this.notice = notice;
        Accelerator = accelerator;
        Name = name;
        Description = description;
        ComputeStream = accelerator.CreateStream();
        branch = accelerator is CudaAccelerator cuda ? new(cuda, (CudaStream)ComputeStream) : null;
        TransferStream = accelerator.AcceleratorType == AcceleratorType.Cuda ? accelerator.CreateStream() : ComputeStream;
        Compiler = new KernelCompiler(accelerator);
        scratch = new ScratchMemory(this);
        partials = new PartialsMemory(this);
        HasWarps = accelerator.AcceleratorType == AcceleratorType.Cuda;
        MaxWarps = Math.Min(TiledProduct.MaxWarps, accelerator.MaxNumThreadsPerGroup / TiledProduct.WarpSize);
        LaunchStream = ComputeStream;
        GroupSize = Math.Min(256, accelerator.MaxNumThreadsPerGroup);
        Multiprocessors = accelerator.NumMultiprocessors;
        NoisyWeights = new IlgpuNoisyWeights(this);
        LayerNorm = new IlgpuLayerNorm(this);
        Relu = new IlgpuRelu(this);
        Scale = new IlgpuScale(this);
        Tanh = new IlgpuTanh(this);
        Dueling = new IlgpuDueling(this);
        TdLoss = new IlgpuTdLoss(this);
        MunchausenLoss = new IlgpuMunchausenLoss(this);
        var categoricalValues = new IlgpuCategoricalValues(this);
        CategoricalValues = categoricalValues;
        CategoricalLoss = new IlgpuCategoricalLoss(this, categoricalValues);
        var quantileValues = new IlgpuQuantileValues(this);
        QuantileValues = quantileValues;
        QuantileLoss = new IlgpuQuantileLoss(this, quantileValues);
        RegressionLoss = new IlgpuRegressionLoss(this);
        CrossEntropyLoss = new IlgpuCrossEntropyLoss(this);
        TdHead = new IlgpuTdHead(this);
        ActHead = new IlgpuActHead(this);
        Adam = new IlgpuAdam(this);
        RmsProp = new IlgpuRmsProp(this);
        GradientClip = new IlgpuGradientClip(this);
        InputCentre = new IlgpuInputCentre(this);
        ParameterCopy = new IlgpuParameterCopy(this);
        RowMax = new IlgpuRowMax(this);
        EpsilonGreedy = new IlgpuEpsilonGreedy(this);
        ReplayGather = new IlgpuReplayGather(this);
        ReplayScatter = new IlgpuReplayScatter(this);
        Linear = new IlgpuLinear(this);
        Conv2d = new IlgpuConv2d(this);
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override string Description { get; }

    /// <inheritdoc/>
    public override bool RunsBesideHost => Accelerator.AcceleratorType != AcceleratorType.CPU;

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
    public override long FreeMemory
    {
        get
        {
            try
            {
                return Accelerator switch
                {
                    CudaAccelerator cuda => cuda.GetFreeMemory(),
                    CLAccelerator opencl => OpenCLMemory.LargestBuffer(opencl),
                    _ => 0,
                };
            }
            catch (AcceleratorException error)
            {
                throw Failure("question for its free memory", error);
            }
        }
    }

    internal Accelerator Accelerator { get; }

    internal AcceleratorStream ComputeStream { get; }

    internal AcceleratorStream TransferStream { get; }

    /// <summary>The stream that kernels are queued on now: <see cref="ComputeStream"/>, or the branch's.</summary>
    internal AcceleratorStream LaunchStream { get; private set; }

    /// <summary>True when kernels are queued beside others. Never where there is one queue.</summary>
    internal bool IsInBranch => !ReferenceEquals(LaunchStream, ComputeStream);

    internal KernelCompiler Compiler { get; }

    /// <summary>
    /// Threads of a group of the kernels that treat elements one by one: 256, or what the accelerator allows. A power of two.
    /// </summary>
    internal int GroupSize { get; }

    /// <summary>How many multiprocessors products are spread over. Tests set it, to run a large GPU's plans on a small device.</summary>
    internal int Multiprocessors { get; set; }

    /// <summary>See <see cref="IGroupWork"/>. Tests set it, to look at the kernels that a GPU gets.</summary>
    internal bool HasWarps { get; set; }

    /// <summary>True when products run on tensor cores.</summary>
    internal bool UsesTensorCores => Precision != Precision.Fp32;

    /// <summary>Warps of the largest group of a product. Tests set it as well.</summary>
    internal int MaxWarps { get; set; }

    /// <summary>Every kernel that the operations hold, compiled or not.</summary>
    internal IReadOnlyList<IIlgpuKernel> Kernels => kernels;

    /// <inheritdoc/>
    public override DeviceBuffer<T> Allocate<T>(long length) => AllocateBuffer<T>(length);

    /// <inheritdoc cref="Allocate"/>
    internal IlgpuBuffer<T> AllocateBuffer<T>(long length) where T : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        try
        {
            var memory = Accelerator.Allocate1D<T>(length);
            memory.View.BaseView.MemSetToZero(ComputeStream);
            // An upload on the other stream must not come before the zeros.
            ComputeStream.Synchronize();
            return new IlgpuBuffer<T>(this, memory);
        }
        catch (Exception error) when (DriverErrors.IsOutOfMemory(error))
        {
            throw new OutOfMemoryException(
                $"{Name} ({Description}) could not allocate {length} elements of {Unsafe.SizeOf<T>()} bytes; it has {Accelerator.MemorySize} bytes: {error.Message}",
                error);
        }
        catch (AcceleratorException error)
        {
            throw Failure($"allocation of {length} elements of {Unsafe.SizeOf<T>()} bytes", error);
        }
    }

    /// <inheritdoc/>
    public override PinnedBuffer<T> AllocatePinned<T>(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        try
        {
            return new IlgpuPinnedBuffer<T>(Accelerator, length);
        }
        catch (Exception error) when (DriverErrors.IsOutOfMemory(error))
        {
            throw new OutOfMemoryException($"The host could not give pinned memory for {length} elements of {Unsafe.SizeOf<T>()} bytes: {error.Message}", error);
        }
        catch (AcceleratorException error)
        {
            throw Failure($"page-locking of {length} elements of {Unsafe.SizeOf<T>()} bytes", error);
        }
    }

    /// <inheritdoc/>
    public override unsafe void Upload<T>(PinnedBuffer<T> source, long sourceOffset, DeviceView<T> destination)
    {
        source.CheckRange(sourceOffset, destination.Length);
        var target = Memory(destination);
        if (TransferStream is CudaStream stream)
        {
            Copy(stream, target.LoadEffectiveAddressAsPtr(), (nint)(source.Pointer + sourceOffset), destination.Length * sizeof(T));
            return;
        }
        try
        {
            target.CopyFromCPU(TransferStream, source.Span(sourceOffset, checked((int)destination.Length)));
        }
        catch (AcceleratorException error)
        {
            throw Failure("upload", error);
        }
    }

    /// <inheritdoc/>
    public override unsafe void Download<T>(DeviceView<T> source, PinnedBuffer<T> destination, long destinationOffset)
    {
        destination.CheckRange(destinationOffset, source.Length);
        var from = Memory(source);
        if (ComputeStream is CudaStream stream)
        {
            Copy(stream, (nint)(destination.Pointer + destinationOffset), from.LoadEffectiveAddressAsPtr(), source.Length * sizeof(T));
            return;
        }
        try
        {
            from.CopyToCPU(ComputeStream, destination.Span(destinationOffset, checked((int)source.Length)));
        }
        catch (AcceleratorException error)
        {
            throw Failure("download", error);
        }
    }

    /// <summary>A kernel that treats elements one by one, for <see cref="IlgpuKernel{TArguments}.LaunchFor"/>: its groups have at most 256 threads.</summary>
    /// <inheritdoc cref="Kernel{TArguments}(Action{TArguments}, KernelSpecialization)"/>
    public IlgpuKernel<TArguments> Kernel<TArguments>(Action<TArguments> method) where TArguments : struct => Kernel(method, KernelCompiler.Elementwise);

    /// <summary>A kernel of this device, compiled at its first launch. Ask for it once and keep it: the operations do the same.</summary>
    /// <param name="method">
    /// A static method that asks <see cref="Grid"/> and <see cref="Group"/> for its place. <typeparamref name="TArguments"/> and all that it is
    /// nested in must be public.
    /// </param>
    /// <param name="specialization">
    /// What the driver's assembler is told of its groups: their largest size, and how many must fit a multiprocessor; default: nothing.
    /// </param>
    /// <exception cref="ArgumentException">The method is not static.</exception>
    public IlgpuKernel<TArguments> Kernel<TArguments>(Action<TArguments> method, KernelSpecialization specialization) where TArguments : struct
    {
        var kernel = new IlgpuKernel<TArguments>(this, method, specialization);
        kernels.Add(kernel);
        return kernel;
    }

    /// <summary>The view as kernels take it. It holds an address: good until the buffer is disposed.</summary>
    /// <exception cref="ArgumentException">The buffer belongs to another device.</exception>
    public ArrayView<T> Memory<T>(DeviceView<T> view) where T : unmanaged
    {
        if (view.Buffer is not IlgpuBuffer<T> buffer || !ReferenceEquals(buffer.Device, this))
            throw new ArgumentException($"A buffer of the device {view.Buffer.Device.Name} was handed to an operation of {Name} ({Description}).");
        return buffer.Memory.SubView(view.Offset, view.Length);
    }

    /// <inheritdoc/>
    public override DeviceFence CreateFence() => Accelerator is CudaAccelerator cuda
        ? new CudaFence(cuda, (CudaStream)ComputeStream, (CudaStream)TransferStream)
        : new SingleQueueFence(this);

    /// <inheritdoc/>
    public override void JoinBranches() => branch?.Join();

    /// <inheritdoc/>
    public override DeviceGraph Capture(Action operations)
    {
        if (ComputeStream is not CudaStream stream)
            return new ReplayedCalls(operations, refusal: null);
        try
        {
            if (CudaGraph.TryCapture(stream, operations, out var refusal) is { } graph)
                return graph;
            notice?.Invoke($"{Name}: every kernel is launched on its own, because CUDA graphs are refused: {refusal}.");
            notice = null;
            return new ReplayedCalls(operations, refusal);
        }
        catch
        {
            // A capture that ends early takes its branch with it.
            LaunchStream = ComputeStream;
            branch!.Abandon();
            throw;
        }
    }

    /// <inheritdoc/>
    public override void Synchronize()
    {
        try
        {
            ComputeStream.Synchronize();
            branch?.Stream.Synchronize();
            if (!ReferenceEquals(TransferStream, ComputeStream))
                TransferStream.Synchronize();
        }
        catch (AcceleratorException error)
        {
            throw Failure("wait for it", error);
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        scratch.Dispose();
        partials.Dispose();
        branch?.Dispose();
        Disposal.Dispose(ComputeStream);
        if (!ReferenceEquals(TransferStream, ComputeStream))
            Disposal.Dispose(TransferStream);
        Disposal.Dispose(Accelerator);
        Disposal.Dispose(context);
    }

    /// <inheritdoc/>
    protected internal override void BeginBranch()
    {
        if (branch is null)
            return;
        branch.Fork();
        LaunchStream = branch.Stream;
    }

    /// <inheritdoc/>
    protected internal override void EndBranch() => LaunchStream = ComputeStream;

    /// <summary>Partial sums of the operation at hand, which must not be in a branch: it would share them with the operations beside it.</summary>
    internal ArrayView<Float4> Scratch(long vectors)
    {
        RefuseInBranch();
        return scratch.Reserve(vectors);
    }

    /// <summary>Room for the partial sums of a launch of one or two products, which must not be in a branch either.</summary>
    internal LaunchPartials ReservePartials(in ProductSize first, in ProductPart a, in ProductSize second = default, in ProductPart b = default)
    {
        RefuseInBranch();
        return partials.Reserve(first, a, second, b);
    }

    /// <summary>The buffers of the networks of a forward launch.</summary>
    internal NetworkMemory<TInput> Memory<TInput>(ReadOnlySpan<LayerBuffers<TInput>> networks) where TInput : unmanaged
    {
        ref readonly var first = ref networks[0];
        ref readonly var second = ref networks[Math.Min(1, networks.Length - 1)];
        ref readonly var third = ref networks[^1];
        var aligned = true;
        foreach (ref readonly var network in networks)
            aligned &= IsVectorAligned(network.Input) && IsVectorAligned(network.Weights);
        return new(
            new(Memory(first.Input), Memory(second.Input), Memory(third.Input)),
            new(Memory(first.Weights), Memory(second.Weights), Memory(third.Weights)),
            new(Memory(first.Bias), Memory(second.Bias), Memory(third.Bias)),
            new(Memory(first.Output), Memory(second.Output), Memory(third.Output)),
            aligned);
    }

    private void RefuseInBranch()
    {
        if (IsInBranch)
            throw new InvalidOperationException($"{Name}: an operation with partial sums was called in a branch, but they are kept in one place.");
    }

    private static void Copy(CudaStream stream, nint destination, nint source, long bytes)
    {
        stream.Accelerator.Bind();
        CudaDriver.Check(CudaDriver.MemcpyAsync(destination, source, (nuint)bytes, stream.StreamPtr), "cuMemcpyAsync");
    }

    /// <summary>What a caller gets to see where ILGPU says that the driver failed.</summary>
    internal DeviceException Failure(string what, AcceleratorException error) =>
        new($"{Name} ({Description}): the {DriverErrors.Describe(what, error)}.", error);

    /// <summary>
    /// The view, or <paramref name="placeholder"/> where it is empty: a kernel takes no null; a flag beside it says that it is not read.
    /// </summary>
    internal ArrayView<T> MemoryOr<T>(DeviceView<T> view, ArrayView<T> placeholder) where T : unmanaged =>
        view.IsEmpty ? placeholder : Memory(view);

    /// <summary>
    /// True when the view may be read as <see cref="Float4"/> (or any 16-byte piece): it starts at a multiple of 16 bytes.
    /// </summary>
    /// <remarks>Buffers themselves start at multiples of 256 bytes under CUDA and OpenCL.</remarks>
    internal static bool IsVectorAligned<T>(DeviceView<T> view) where T : unmanaged => view.Offset * Unsafe.SizeOf<T>() % 16 == 0;
}
