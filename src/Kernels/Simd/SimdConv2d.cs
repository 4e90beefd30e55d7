namespace DqnGpu.Kernels.Simd;

/// <summary><see cref="Conv2d"/>.</summary>
internal sealed unsafe class SimdConv2d(SimdDevice device) : Conv2d
{
    private readonly Scratch<float> input = new();

    protected override void ForwardCore(
        in Conv2dShape shape, DeviceView<float> x, DeviceView<float> w, DeviceView<float> b, DeviceView<float> y, Activation activation) =>
        device.Pool.Run(shape.N, new ForwardWork(shape, x.Pointer(device), w.Pointer(device), b.Pointer(device), y.Pointer(device), activation));

    protected override void ForwardFromFramesCore(
        in Conv2dShape shape, DeviceView<byte> frames, DeviceView<float> w, DeviceView<float> b, DeviceView<float> y, Activation activation) =>
        device.Pool.Run(shape.N, new ForwardWork(shape, Expand(shape, frames), w.Pointer(device), b.Pointer(device), y.Pointer(device), activation));

    protected override void BackwardInputCore(
        in Conv2dShape shape, DeviceView<float> dy, DeviceView<float> w, DeviceView<float> dx, DeviceView<float> reluOutput) =>
        device.Pool.Run(
            shape.N, new BackwardInputWork(shape, dy.Pointer(device), w.Pointer(device), dx.Pointer(device), reluOutput.Pointer(device)));

    protected override void BackwardWeightsCore(
        in Conv2dShape shape, DeviceView<float> x, DeviceView<float> dy, DeviceView<float> dw, DeviceView<float> db) =>
        device.Pool.Run(
            shape.R, new BackwardWeightsWork(shape, x.Pointer(device), dy.Pointer(device), dw.Pointer(device), db.Pointer(device)));

    protected override void BackwardWeightsFromFramesCore(
        in Conv2dShape shape, DeviceView<byte> frames, DeviceView<float> dy, DeviceView<float> dw, DeviceView<float> db) =>
        device.Pool.Run(
            shape.R, new BackwardWeightsWork(shape, Expand(shape, frames), dy.Pointer(device), dw.Pointer(device), db.Pointer(device)));

    private float* Expand(in Conv2dShape shape, DeviceView<byte> frames)
    {
        var bytes = frames.Pointer(device);
        var floats = input.AtLeast(shape.InputLength);
        var plane = shape.H * shape.W;
        for (var n = 0; n < shape.N; n++)
            for (var c = 0; c < shape.C; c++)
                for (var i = 0; i < plane; i++)
                    floats[((long)n * plane + i) * shape.C + c] = bytes[((long)n * shape.C + c) * plane + i] / 255f;
        return floats;
    }

    private readonly struct ForwardWork(Conv2dShape shape, float* x, float* w, float* b, float* y, Activation activation) : IParallelWork
    {
        public void Execute(int n, int worker)
        {
            for (var p = 0; p < shape.P; p++)
                for (var q = 0; q < shape.Q; q++)
                {
                    var z = y + (((long)n * shape.P + p) * shape.Q + q) * shape.K;
                    new Span<float>(b, shape.K).CopyTo(new Span<float>(z, shape.K));
                    for (var r = 0; r < shape.R; r++)
                        for (var i = 0; i < shape.S * shape.C; i++)
                        {
                            var value = x[(((long)n * shape.H + p * shape.Stride + r) * shape.W + q * shape.Stride) * shape.C + i];
                            for (var k = 0; k < shape.K; k++)
                                z[k] += w[((long)r * shape.S * shape.C + i) * shape.K + k] * value;
                        }
                    if (activation == Activation.Relu)
                        for (var k = 0; k < shape.K; k++)
                            z[k] = Math.Max(0, z[k]);
                }
        }
    }

    private readonly struct BackwardInputWork(Conv2dShape shape, float* dy, float* w, float* dx, float* reluOutput) : IParallelWork
    {
        public void Execute(int n, int worker)
        {
            var size = shape.H * shape.W * shape.C;
            var sample = dx + (long)n * size;
            new Span<float>(sample, size).Clear();
            for (var p = 0; p < shape.P; p++)
                for (var q = 0; q < shape.Q; q++)
                    for (var r = 0; r < shape.R; r++)
                        for (var i = 0; i < shape.S * shape.C; i++)
                        {
                            var g = dy + (((long)n * shape.P + p) * shape.Q + q) * shape.K;
                            var sum = 0f;
                            for (var k = 0; k < shape.K; k++)
                                sum += w[((long)r * shape.S * shape.C + i) * shape.K + k] * g[k];
                            sample[((p * shape.Stride + r) * shape.W + q * shape.Stride) * shape.C + i] += sum;
                        }
            if (reluOutput is null)
                return;
            for (var i = 0; i < size; i++)
                if (!(reluOutput[(long)n * size + i] > 0))
                    sample[i] = 0;
        }
    }

    private readonly struct BackwardWeightsWork(Conv2dShape shape, float* x, float* dy, float* dw, float* db) : IParallelWork
    {
        public void Execute(int r, int worker)
        {
            var row = dw + (long)r * shape.S * shape.C * shape.K;
            new Span<float>(row, shape.S * shape.C * shape.K).Clear();
            if (r == 0)
                new Span<float>(db, shape.K).Clear();
            for (var n = 0; n < shape.N; n++)
                for (var p = 0; p < shape.P; p++)
                    for (var q = 0; q < shape.Q; q++)
                    {
                        var g = dy + (((long)n * shape.P + p) * shape.Q + q) * shape.K;
                        for (var k = 0; r == 0 && k < shape.K; k++)
                            db[k] += g[k];
                        for (var i = 0; i < shape.S * shape.C; i++)
                        {
                            var value = x[(((long)n * shape.H + p * shape.Stride + r) * shape.W + q * shape.Stride) * shape.C + i];
                            for (var k = 0; k < shape.K; k++)
                                row[(long)i * shape.K + k] += value * g[k];
                        }
                    }
        }
    }
}
