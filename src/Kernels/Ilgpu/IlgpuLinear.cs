using ILGPU;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>The fully connected layer: three matrix products on <see cref="TiledProduct"/>.</summary>
/// <remarks>
/// <code>
///                 result [m, n]      left [m, k]          right [k, n]       what follows
/// forward         y [N, Out]         x [N, In]            w transposed       + b, ReLU
/// input           dx [N, In]         g [N, Out]           w [Out, In]        (+ dx), mask by the ReLU in front
/// weights         dw [Out, In]       g transposed         x [N, In]          column In: x counts as 1, so it is db
/// </code>
/// Nothing is transposed in memory: an operand knows whether its rows or its columns are contiguous.
/// </remarks>
internal sealed class IlgpuLinear(IlgpuDevice device) : Linear
{
    private readonly ProductLauncher<RowsOperand, RowsOperand, BiasActivationResult> forward = new(device);
    private readonly ProductLauncher<RowsOperand, ColumnsOperand, InputGradientResult> backwardInput = new(device);
    private readonly ProductLauncher<ColumnsOperand, ColumnsAndOneOperand, WeightGradientResult> backwardWeights = new(device);

    protected override void ForwardCore(
        in LinearShape shape, DeviceView<float> x, DeviceView<float> w, DeviceView<float> b, DeviceView<float> y, Activation activation)
    {
        var size = new ProductSize(
            shape.N, shape.Out, shape.In,
            VectorLoads: shape.In % 4 == 0 && IlgpuDevice.IsVectorAligned(x) && IlgpuDevice.IsVectorAligned(w),
            VectorStores: shape.Out % 4 == 0 && IlgpuDevice.IsVectorAligned(y) && IlgpuDevice.IsVectorAligned(b));
        forward.Launch(
            size,
            new RowsOperand(device.Memory(x), shape.N, shape.In),
            new RowsOperand(device.Memory(w), shape.Out, shape.In),
            new BiasActivationResult(device.Memory(y), device.Memory(b), shape.Out, activation));
    }

    protected override void BackwardInputCore(
        in LinearShape shape, DeviceView<float> dy, DeviceView<float> w, DeviceView<float> dx, DeviceView<float> reluOutput, bool accumulate)
    {
        var size = new ProductSize(
            shape.N, shape.In, shape.Out,
            VectorLoads: shape.In % 4 == 0 && shape.Out % 4 == 0 && IlgpuDevice.IsVectorAligned(dy) && IlgpuDevice.IsVectorAligned(w),
            VectorStores: shape.In % 4 == 0 && IlgpuDevice.IsVectorAligned(dx) && IlgpuDevice.IsVectorAligned(reluOutput));
        var gradient = device.Memory(dx);
        backwardInput.Launch(
            size,
            new RowsOperand(device.Memory(dy), shape.N, shape.Out),
            new ColumnsOperand(device.Memory(w), shape.In),
            new InputGradientResult(gradient, device.MemoryOr(reluOutput, gradient), !reluOutput.IsEmpty, accumulate, shape.In));
    }

    protected override void BackwardWeightsCore(
        in LinearShape shape, DeviceView<float> x, DeviceView<float> dy, DeviceView<float> dw, DeviceView<float> db)
    {
        var size = new ProductSize(
            shape.Out, shape.In + 1, shape.N,
            VectorLoads: shape.In % 4 == 0 && shape.Out % 4 == 0 && IlgpuDevice.IsVectorAligned(x) && IlgpuDevice.IsVectorAligned(dy),
            VectorStores: shape.In % 4 == 0 && IlgpuDevice.IsVectorAligned(dw));
        backwardWeights.Launch(
            size,
            new ColumnsOperand(device.Memory(dy), shape.Out),
            new ColumnsAndOneOperand(device.Memory(x), shape.In),
            new WeightGradientResult(device.Memory(dw), device.Memory(db), shape.In));
    }

    /// <summary>dx[n, i] = (sum, or dx[n, i] + sum) where the ReLU's output is above 0, else 0.</summary>
    internal readonly struct InputGradientResult(
        ArrayView<float> dx, ArrayView<float> reluOutput, bool isMasked, bool accumulate, int columns) : IMatrixResult
    {
        private readonly ArrayView<float> dx = dx;
        private readonly ArrayView<float> reluOutput = reluOutput;
        private readonly int isMasked = isMasked ? 1 : 0;
        private readonly int accumulate = accumulate ? 1 : 0;
        private readonly int columns = columns;

        public void Store(int m, int n, int phase, float value)
        {
            var i = m * columns + n;
            if (accumulate != 0)
                value += dx[i];
            dx[i] = isMasked == 0 || reluOutput[i] > 0 ? value : 0f;
        }

        public void StoreVector(int m, int n, int phase, Float4 value)
        {
            var i = (m * columns + n) >> 2;
            if (accumulate != 0)
                value = TiledProduct.Add(value, dx.Cast<Float4>()[i]);
            dx.Cast<Float4>()[i] = isMasked == 0 ? value : Mask.Where(reluOutput.Cast<Float4>()[i], value);
        }
    }

    /// <summary>dw[o, i] = sum for i &lt; In; db[o] = sum for i = In.</summary>
    internal readonly struct WeightGradientResult(ArrayView<float> dw, ArrayView<float> db, int columns) : IMatrixResult
    {
        private readonly ArrayView<float> dw = dw;
        private readonly ArrayView<float> db = db;
        private readonly int columns = columns;

        public void Store(int m, int n, int phase, float value)
        {
            if (n == columns)
                db[m] = value;
            else
                dw[m * columns + n] = value;
        }

        public void StoreVector(int m, int n, int phase, Float4 value)
        {
            if (n == columns)
                db[m] = value.X;
            else
                dw.Cast<Float4>()[(m * columns + n) >> 2] = value;
        }
    }
}
