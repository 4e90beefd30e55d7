namespace DqnGpu.Kernels.Simd;

/// <summary><see cref="Linear"/>.</summary>
internal sealed unsafe class SimdLinear(SimdDevice device) : Linear
{
    protected override void ForwardCore(
        in LinearShape shape, DeviceView<float> x, DeviceView<float> w, DeviceView<float> b, DeviceView<float> y, Activation activation) =>
        device.Pool.Run(shape.N, new ForwardWork(shape, x.Pointer(device), w.Pointer(device), b.Pointer(device), y.Pointer(device), activation));

    protected override void BackwardInputCore(
        in LinearShape shape, DeviceView<float> dy, DeviceView<float> w, DeviceView<float> dx, DeviceView<float> reluOutput, bool accumulate) =>
        device.Pool.Run(
            shape.N,
            new BackwardInputWork(shape, dy.Pointer(device), w.Pointer(device), dx.Pointer(device), reluOutput.Pointer(device), accumulate));

    protected override void BackwardWeightsCore(
        in LinearShape shape, DeviceView<float> x, DeviceView<float> dy, DeviceView<float> dw, DeviceView<float> db) =>
        device.Pool.Run(
            shape.Out, new BackwardWeightsWork(shape, x.Pointer(device), dy.Pointer(device), dw.Pointer(device), db.Pointer(device)));

    private readonly struct ForwardWork(LinearShape shape, float* x, float* w, float* b, float* y, Activation activation) : IParallelWork
    {
        public void Execute(int n, int worker)
        {
            for (var o = 0; o < shape.Out; o++)
            {
                var z = b[o];
                for (var i = 0; i < shape.In; i++)
                    z += w[(long)o * shape.In + i] * x[(long)n * shape.In + i];
                y[(long)n * shape.Out + o] = activation == Activation.Relu ? Math.Max(0, z) : z;
            }
        }
    }

    private readonly struct BackwardInputWork(LinearShape shape, float* dy, float* w, float* dx, float* reluOutput, bool accumulate)
        : IParallelWork
    {
        public void Execute(int n, int worker)
        {
            var row = new Span<float>(dx + (long)n * shape.In, shape.In);
            if (!accumulate)
                row.Clear();
            for (var o = 0; o < shape.Out; o++)
                for (var i = 0; i < shape.In; i++)
                    row[i] += w[(long)o * shape.In + i] * dy[(long)n * shape.Out + o];
            if (reluOutput is null)
                return;
            for (var i = 0; i < shape.In; i++)
                if (!(reluOutput[(long)n * shape.In + i] > 0))
                    row[i] = 0;
        }
    }

    private readonly struct BackwardWeightsWork(LinearShape shape, float* x, float* dy, float* dw, float* db) : IParallelWork
    {
        public void Execute(int o, int worker)
        {
            var row = new Span<float>(dw + (long)o * shape.In, shape.In);
            row.Clear();
            db[o] = 0;
            for (var n = 0; n < shape.N; n++)
            {
                var g = dy[(long)n * shape.Out + o];
                db[o] += g;
                for (var i = 0; i < shape.In; i++)
                    row[i] += g * x[(long)n * shape.In + i];
            }
        }
    }
}
