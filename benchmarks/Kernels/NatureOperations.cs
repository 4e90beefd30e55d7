using DqnGpu.Kernels;

namespace DqnGpu.Benchmarks.Kernels;

/// <summary>Every operation of an update of Nature's network (Mnih et al. 2015), minibatch 32, one by one.</summary>
public sealed class NatureOperations : IDisposable
{
    private const int N = 32;
    private const int Actions = 6;

    private static readonly Conv2dShape[] Convolutions =
    [
        new(N, C: 4, H: 84, W: 84, K: 32, R: 8, S: 8, Stride: 4),
        new(N, C: 32, H: 20, W: 20, K: 64, R: 4, S: 4, Stride: 2),
        new(N, C: 64, H: 9, W: 9, K: 64, R: 3, S: 3, Stride: 1),
    ];

    private static readonly LinearShape[] Linears = [new(N, In: 3136, Out: 512), new(N, In: 512, Out: Actions)];

    private readonly Device device;
    private readonly RandomBuffers buffers;

    /// <summary>Allocates inputs and outputs of all operations.</summary>
    public NatureOperations(Device device)
    {
        this.device = device;
        buffers = new(device);
        All =
        [
            .. Convolutions.SelectMany((shape, layer) => Convolution($"conv{layer + 1}", shape, fromFrames: layer == 0)),
            .. Linears.SelectMany((shape, layer) => Linear($"linear{layer + 1}", shape)),
            AdamStep(Convolutions.Sum(shape => shape.WeightLength + shape.K) + Linears.Sum(shape => shape.WeightLength + shape.Out)),
        ];
    }

    /// <summary>The operations, from the first layer to the last.</summary>
    public IReadOnlyList<MeasuredOperation> All { get; }

    /// <inheritdoc/>
    public void Dispose() => buffers.Dispose();

    private IEnumerable<MeasuredOperation> Convolution(string name, Conv2dShape shape, bool fromFrames)
    {
        var flop = 2.0 * shape.MultiplyAdds;
        var (w, b) = (buffers.Floats(shape.WeightLength), buffers.Floats(shape.K));
        var (y, dz) = (buffers.Floats(shape.OutputLength), buffers.Floats(shape.OutputLength));
        var (dw, db) = (buffers.Floats(shape.WeightLength), buffers.Floats(shape.K));
        if (fromFrames)
        {
            var frames = buffers.Bytes(shape.InputLength);
            yield return new(
                $"{name}/forward", flop, () => device.Conv2d.ForwardFromFrames(shape, frames, w, b, y, Activation.Relu));
            yield return new(
                $"{name}/backward-weights", flop, () => device.Conv2d.BackwardWeightsFromFrames(shape, frames, dz, dw, db));
            yield break;
        }
        var (x, dx) = (buffers.Floats(shape.InputLength), buffers.Floats(shape.InputLength));
        yield return new($"{name}/forward", flop, () => device.Conv2d.Forward(shape, x, w, b, y, Activation.Relu));
        yield return new($"{name}/backward-weights", flop, () => device.Conv2d.BackwardWeights(shape, x, dz, dw, db));
        yield return new($"{name}/backward-input", flop, () => device.Conv2d.BackwardInput(shape, dz, w, dx, x));
    }

    private IEnumerable<MeasuredOperation> Linear(string name, LinearShape shape)
    {
        var flop = 2.0 * shape.MultiplyAdds;
        var (x, dx) = (buffers.Floats(shape.InputLength), buffers.Floats(shape.InputLength));
        var (w, b) = (buffers.Floats(shape.WeightLength), buffers.Floats(shape.Out));
        var (y, dz) = (buffers.Floats(shape.OutputLength), buffers.Floats(shape.OutputLength));
        var (dw, db) = (buffers.Floats(shape.WeightLength), buffers.Floats(shape.Out));
        yield return new($"{name}/forward", flop, () => device.Linear.Forward(shape, x, w, b, y, Activation.Relu));
        yield return new($"{name}/backward-weights", flop, () => device.Linear.BackwardWeights(shape, x, dz, dw, db));
        yield return new($"{name}/backward-input", flop, () => device.Linear.BackwardInput(shape, dz, w, dx, x));
    }

    private MeasuredOperation AdamStep(long length)
    {
        var (parameters, gradients) = (buffers.Floats(length), buffers.Floats(length));
        var (firstMoment, secondMoment) = (buffers.Floats(length), buffers.Zeros(length));
        var schedule = buffers.Zeros(Adam.ScheduleLength);
        schedule.CopyFrom(Adam.InitialSchedule(1e-4f));
        return new(
            "adam", 0, () => device.Adam.Step(AdamSettings.Default, parameters, gradients, firstMoment, secondMoment, schedule));
    }
}
