using ILGPU;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>The fully connected layer: three matrix products, with the features as m.</summary>
/// <remarks>
/// <code>
///                 result [m, n]       left [m, k]          right [k, n]            what follows
/// forward         yT [Out, N]         w [Out, In]          x transposed [In, N]    + b, ReLU
/// input           dxT [In, N]         w transposed         dz transposed [Out, N]  (+ dx), mask by the ReLU in front
/// weights         dwT [In, Out]       x transposed         dz [N, Out]             db = the sums of dz, which fall off beside it
/// </code>
/// Nothing is transposed in memory: an operand knows whether its rows or its columns are contiguous, and the results are written with m as their column.
/// So a minibatch of 32 is exactly the 32 columns of a tile.
/// </remarks>
internal sealed class IlgpuLinear(IlgpuDevice device) : Linear
{
    private readonly ProductLauncher<RowsOperand, RowsOperand, BiasActivationResult<ColumnsAreM>> forward = new(device);
    private readonly ProductLauncher<ColumnsOperand, RowsOperand, InputGradientResult> backwardInput = new(device);
    private readonly ProductLauncher<ColumnsOperand, ColumnsOperand, WeightGradientResult> backwardWeights = new(device);

    private readonly ProductPairLauncher<ColumnsOperand, RowsOperand, InputGradientResult, ColumnsOperand, ColumnsOperand, WeightGradientResult>
        backward = new(device);

    [Computes(Operation.LinearForward)]
    protected override void ForwardCore(in LinearShape shape, ReadOnlySpan<LayerBuffers<float>> networks, Activation activation)
    {
        var memory = device.Memory(networks);
        var size = new ProductSize(
            shape.Out, shape.N, shape.In,
            AlignedLoads: shape.In % 4 == 0 && memory.InputsAndWeightsAligned,
            VectorStores: shape.Out % 4 == 0 && NetworkMemory<float>.OutputsAndBiasesAligned(networks),
            networks.Length);
        forward.Launch(
            size,
            new RowsOperand(memory.Weights, shape.Out, shape.In),
            new RowsOperand(memory.Inputs, shape.N, shape.In),
            new BiasActivationResult<ColumnsAreM>(memory.Outputs, memory.Biases, shape.Out, scale: 1, activation));
    }

    [Computes(Operation.LinearBackwardInput)]
    protected override void BackwardInputCore(
        in LinearShape shape, DeviceView<float> dz, DeviceView<float> w, DeviceView<float> dx, DeviceView<float> reluOutput, bool accumulate) =>
        backwardInput.Launch(
            InputGradientSize(shape, dz, w, dx, reluOutput),
            new ColumnsOperand(new(device.Memory(w)), shape.In),
            new RowsOperand(new(device.Memory(dz)), shape.N, shape.Out),
            InputGradient(shape, dx, reluOutput, accumulate));

    [Computes(Operation.LinearBackwardWeights)]
    protected override void BackwardWeightsCore(
        in LinearShape shape, DeviceView<float> x, DeviceView<float> dz, DeviceView<float> dw, DeviceView<float> db) =>
        backwardWeights.Launch(
            WeightGradientSize(shape, x, dz, dw),
            new ColumnsOperand(new(device.Memory(x)), shape.In),
            new ColumnsOperand(new(device.Memory(dz)), shape.Out),
            new WeightGradientResult(device.Memory(dw), device.Memory(db), shape.In));

    protected override void BackwardCore(
        in LinearShape shape, DeviceView<float> x, DeviceView<float> w, DeviceView<float> dz, DeviceView<float> dw, DeviceView<float> db,
        DeviceView<float> dx, DeviceView<float> reluOutput) =>
        backward.Launch(
            InputGradientSize(shape, dz, w, dx, reluOutput),
            new ColumnsOperand(new(device.Memory(w)), shape.In),
            new RowsOperand(new(device.Memory(dz)), shape.N, shape.Out),
            InputGradient(shape, dx, reluOutput, accumulate: false),
            WeightGradientSize(shape, x, dz, dw),
            new ColumnsOperand(new(device.Memory(x)), shape.In),
            new ColumnsOperand(new(device.Memory(dz)), shape.Out),
            new WeightGradientResult(device.Memory(dw), device.Memory(db), shape.In));

    private static ProductSize InputGradientSize(
        in LinearShape shape, DeviceView<float> dz, DeviceView<float> w, DeviceView<float> dx, DeviceView<float> reluOutput) =>
        new(shape.In, shape.N, shape.Out,
            AlignedLoads: shape.In % 4 == 0 && shape.Out % 4 == 0 && IlgpuDevice.IsVectorAligned(dz) && IlgpuDevice.IsVectorAligned(w),
            VectorStores: shape.In % 4 == 0 && IlgpuDevice.IsVectorAligned(dx) && IlgpuDevice.IsVectorAligned(reluOutput));

    private static ProductSize WeightGradientSize(in LinearShape shape, DeviceView<float> x, DeviceView<float> dz, DeviceView<float> dw) =>
        new(shape.In, shape.Out, shape.N,
            AlignedLoads: shape.In % 4 == 0 && shape.Out % 4 == 0 && IlgpuDevice.IsVectorAligned(x) && IlgpuDevice.IsVectorAligned(dz),
            VectorStores: shape.In % 4 == 0 && IlgpuDevice.IsVectorAligned(dw));

    private InputGradientResult InputGradient(in LinearShape shape, DeviceView<float> dx, DeviceView<float> reluOutput, bool accumulate)
    {
        var gradient = device.Memory(dx);
        return new(gradient, device.MemoryOr(reluOutput, gradient), !reluOutput.IsEmpty, accumulate, shape.In);
    }

    /// <summary>dx[n, i] = sum, or dx[n, i] + sum, or 0 where the ReLU's output is 0; row n, column i.</summary>
    internal readonly struct InputGradientResult(
        ArrayView<float> dx, ArrayView<float> reluOutput, bool isMasked, bool accumulate, int columns) : IMatrixResult
    {
        private readonly ArrayView<float> dx = dx;
        private readonly ArrayView<float> reluOutput = reluOutput;
        private readonly int isMasked = isMasked ? 1 : 0;
        private readonly int accumulate = accumulate ? 1 : 0;
        private readonly int columns = columns;

        public static bool ColumnsAreM => true;

        public static bool WantsRightSums => false;

        public void Enter(int member)
        {
        }

        [Computes(Operation.LinearBackwardInput, Depth = 2)]
        public void Store(int row, int column, float value)
        {
            var i = row * columns + column;
            if (accumulate != 0)
                value += dx[i];
            dx[i] = isMasked == 0 ? value : Mask.Where(reluOutput[i], value);
        }

        public Float4 ReadVector(int row, int column) => reluOutput.Cast<Float4>()[(row * columns + column) >> 2];

        public void StoreVector(int row, int column, Float4 value, Float4 read)
        {
            var i = (row * columns + column) >> 2;
            if (accumulate != 0)
                value = TiledProduct.Add(value, dx.Cast<Float4>()[i]);
            dx.Cast<Float4>()[i] = isMasked == 0 ? value : Mask.Where(read, value);
        }

        public void StoreRightSum(int n, float value)
        {
        }
    }

    /// <summary>dw[o, i] = sum, row o, column i; db[o] = the sum of dz[., o].</summary>
    internal readonly struct WeightGradientResult(ArrayView<float> dw, ArrayView<float> db, int columns) : IMatrixResult
    {
        private readonly ArrayView<float> dw = dw;
        private readonly ArrayView<float> db = db;
        private readonly int columns = columns;

        public static bool ColumnsAreM => true;

        public static bool WantsRightSums => true;

        public void Enter(int member)
        {
        }

        [Computes(Operation.LinearBackwardWeights, Depth = 2)]
        public void Store(int row, int column, float value) => dw[row * columns + column] = value;

        public Float4 ReadVector(int row, int column) => default;

        public void StoreVector(int row, int column, Float4 value, Float4 read) => dw.Cast<Float4>()[(row * columns + column) >> 2] = value;

        public void StoreRightSum(int n, float value) => db[n] = value;
    }
}
