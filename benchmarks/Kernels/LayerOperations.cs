using DqnGpu.Kernels;
using DqnGpu.Kernels.Reference;

namespace DqnGpu.Benchmarks.Kernels;

/// <summary>The operations of single layers, each on several sets of random buffers and as plain loops.</summary>
/// <remarks>
/// One run after the other takes another set, as consecutive operations of an update do not find their inputs where the last ones left theirs.
/// A set is filled before its operation's first run.
/// </remarks>
internal sealed class LayerOperations(Device device, RandomBuffers buffers)
{
    /// <summary>Sets of buffers for each operation.</summary>
    public const int Sets = 4;

    // So that a few rows take milliseconds, not more.
    private const int FewRows = 2, FewParameters = 100_000;

    /// <summary>Forward, backward to the weights and, unless it reads frames, backward to the input.</summary>
    public IEnumerable<MeasuredOperation> Convolution(string name, Conv2dShape shape, bool readsFrames)
    {
        var sets = RandomSets(() => (
            Frames: readsFrames ? buffers.Bytes(shape.InputLength) : null,
            X: readsFrames ? null : buffers.Floats(shape.InputLength),
            W: buffers.Floats(shape.WeightLength),
            B: buffers.Floats(shape.K),
            Y: buffers.Floats(shape.OutputLength),
            Dz: buffers.Floats(shape.OutputLength),
            Dx: readsFrames ? null : buffers.Floats(shape.InputLength),
            Dw: buffers.Floats(shape.WeightLength),
            Db: buffers.Floats(shape.K)));
        var flop = 2.0 * shape.MultiplyAdds;
        var (input, output, parameters) = (shape.InputLength * (readsFrames ? 1 : sizeof(float)), Floats(shape.OutputLength), Floats(shape.WeightLength + shape.K));
        yield return new(
            $"{name}/forward", flop, input + parameters + output,
            readsFrames
                ? i => device.Conv2d.ForwardFromFrames(shape, sets.Value[i].Frames!, sets.Value[i].W, sets.Value[i].B, sets.Value[i].Y, Activation.Relu)
                : i => device.Conv2d.Forward(shape, sets.Value[i].X!, sets.Value[i].W, sets.Value[i].B, sets.Value[i].Y, Activation.Relu),
            new(shape.N, FewRows, rows =>
            {
                var few = shape with { N = rows };
                var (x, w, b, y) = (Doubles(few.InputLength), Doubles(few.WeightLength), Doubles(few.K), Doubles(few.OutputLength));
                return () => Conv2dReference.Forward(few, x, w, b, y, Activation.Relu);
            }));
        yield return new(
            $"{name}/backward-weights", flop, input + output + parameters,
            readsFrames
                ? i => device.Conv2d.BackwardWeightsFromFrames(shape, sets.Value[i].Frames!, sets.Value[i].Dz, sets.Value[i].Dw, sets.Value[i].Db)
                : i => device.Conv2d.BackwardWeights(shape, sets.Value[i].X!, sets.Value[i].Dz, sets.Value[i].Dw, sets.Value[i].Db),
            new(shape.N, FewRows, rows =>
            {
                var few = shape with { N = rows };
                var (x, dz, dw, db) = (Doubles(few.InputLength), Doubles(few.OutputLength), Doubles(few.WeightLength), Doubles(few.K));
                return () => Conv2dReference.BackwardWeights(few, x, dz, dw, db);
            }));
        if (readsFrames)
            yield break;
        yield return new(
            $"{name}/backward-input", flop, output + Floats(shape.WeightLength) + 2 * input,
            i => device.Conv2d.BackwardInput(shape, sets.Value[i].Dz, sets.Value[i].W, sets.Value[i].Dx!, sets.Value[i].X!),
            new(shape.N, FewRows, rows =>
            {
                var few = shape with { N = rows };
                var (x, w, dz, dx) = (Doubles(few.InputLength), Doubles(few.WeightLength), Doubles(few.OutputLength), Doubles(few.InputLength));
                return () => Conv2dReference.BackwardInput(few, dz, w, dx, x);
            }));
    }

    /// <summary>Forward, backward to the weights and backward to the input.</summary>
    public IEnumerable<MeasuredOperation> Linear(string name, LinearShape shape)
    {
        var sets = RandomSets(() => (
            X: buffers.Floats(shape.InputLength),
            W: buffers.Floats(shape.WeightLength),
            B: buffers.Floats(shape.Out),
            Y: buffers.Floats(shape.OutputLength),
            Dz: buffers.Floats(shape.OutputLength),
            Dx: buffers.Floats(shape.InputLength),
            Dw: buffers.Floats(shape.WeightLength),
            Db: buffers.Floats(shape.Out)));
        var flop = 2.0 * shape.MultiplyAdds;
        var (input, output, parameters) = (Floats(shape.InputLength), Floats(shape.OutputLength), Floats(shape.WeightLength + shape.Out));
        // All rows: clearing the weights' gradient takes as long as some rows do.
        yield return new(
            $"{name}/forward", flop, input + parameters + output,
            i => device.Linear.Forward(shape, sets.Value[i].X, sets.Value[i].W, sets.Value[i].B, sets.Value[i].Y, Activation.Relu),
            new(shape.N, shape.N, rows =>
            {
                var few = shape with { N = rows };
                var (x, w, b, y) = (Doubles(few.InputLength), Doubles(few.WeightLength), Doubles(few.Out), Doubles(few.OutputLength));
                return () => LinearReference.Forward(few, x, w, b, y, Activation.Relu);
            }));
        yield return new(
            $"{name}/backward-weights", flop, input + output + parameters,
            i => device.Linear.BackwardWeights(shape, sets.Value[i].X, sets.Value[i].Dz, sets.Value[i].Dw, sets.Value[i].Db),
            new(shape.N, shape.N, rows =>
            {
                var few = shape with { N = rows };
                var (x, dz, dw, db) = (Doubles(few.InputLength), Doubles(few.OutputLength), Doubles(few.WeightLength), Doubles(few.Out));
                return () => LinearReference.BackwardWeights(few, x, dz, dw, db);
            }));
        yield return new(
            $"{name}/backward-input", flop, output + Floats(shape.WeightLength) + 2 * input,
            i => device.Linear.BackwardInput(shape, sets.Value[i].Dz, sets.Value[i].W, sets.Value[i].Dx, sets.Value[i].X),
            new(shape.N, shape.N, rows =>
            {
                var few = shape with { N = rows };
                var (x, w, dz, dx) = (Doubles(few.InputLength), Doubles(few.WeightLength), Doubles(few.OutputLength), Doubles(few.InputLength));
                return () => LinearReference.BackwardInput(few, dz, w, dx, x);
            }));
    }

    /// <summary>A step of Adam. One set of buffers, as in training: 27 MB for Nature's network.</summary>
    public MeasuredOperation AdamStep(string name, int parameters)
    {
        var state = new Lazy<(DeviceBuffer<float> W, DeviceBuffer<float> G, DeviceBuffer<float> M, DeviceBuffer<float> V, DeviceBuffer<float> Schedule)>(() =>
        {
            var schedule = buffers.Zeros(Adam.ScheduleLength);
            schedule.CopyFrom(Adam.InitialSchedule(1e-4f));
            return (buffers.Floats(parameters), buffers.Floats(parameters), buffers.Zeros(parameters), buffers.Zeros(parameters), schedule);
        });
        // Reads weights, gradients and both moments, and writes all but the gradients.
        return new(
            name, 12.0 * parameters, Floats(7L * parameters),
            _ => device.Adam.Step(AdamSettings.Default, state.Value.W, state.Value.G, state.Value.M, state.Value.V, state.Value.Schedule),
            new(parameters, Math.Min(parameters, FewParameters), rows =>
            {
                var (w, g, m, v) = (Doubles(rows), Doubles(rows), new double[rows], new double[rows]);
                var t = 0;
                return () => AdamReference.Step(AdamSettings.Default, 1e-4, ++t, w, g, m, v);
            }));
    }

    private static Lazy<TSet[]> RandomSets<TSet>(Func<TSet> create) => new(() => [.. Enumerable.Range(0, Sets).Select(_ => create())]);

    private static long Floats(long count) => count * sizeof(float);

    private static double[] Doubles(long length)
    {
        var random = new Random(1);
        var content = new double[length];
        foreach (ref var value in content.AsSpan())
            value = random.NextDouble() * 2 - 1;
        return content;
    }
}
