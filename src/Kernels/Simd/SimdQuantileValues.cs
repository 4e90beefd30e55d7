using System.Numerics.Tensors;

namespace DqnGpu.Kernels.Simd;

/// <summary><see cref="QuantileValues"/>: a task for each state, row by row, in .NET's own vector loops.</summary>
internal sealed unsafe class SimdQuantileValues(SimdDevice device) : QuantileValues
{
    /// <summary>1/Z sum over i of theta[i].</summary>
    public static float Mean(float* quantiles, int count) => TensorPrimitives.Sum(new ReadOnlySpan<float>(quantiles, count)) / count;

    [Computes(Operation.QuantileValuesForward)]
    protected override void ForwardCore(int quantiles, int actions, DeviceView<float> theta, DeviceView<float> q) =>
        device.Pool.Run((int)(q.Length / actions), new Forwards(quantiles, actions, theta.Pointer(device), q.Pointer(device)));

    [Computes(Operation.QuantileValuesBackward)]
    protected override void BackwardCore(int quantiles, int actions, DeviceView<float> dq, DeviceView<float> dtheta) =>
        device.Pool.Run((int)(dq.Length / actions), new Backwards(quantiles, actions, dq.Pointer(device), dtheta.Pointer(device)));

    /// <summary>q[n,a] = 1/Z sum over i of theta[i](n,a): task n writes row n of q.</summary>
    private readonly struct Forwards(int quantiles, int actions, float* theta, float* q) : IParallelWork
    {
        [Computes(Operation.QuantileValuesForward, Depth = 1)]
        public void Execute(int task, int worker)
        {
            for (var row = (long)task * actions; row < (task + 1L) * actions; row++)
                q[row] = Mean(theta + row * quantiles, quantiles);
        }
    }

    /// <summary>dtheta[i](n,a) = dq[n,a] / Z: task n writes all dtheta of state n.</summary>
    private readonly struct Backwards(int quantiles, int actions, float* dq, float* dtheta) : IParallelWork
    {
        [Computes(Operation.QuantileValuesBackward, Depth = 1)]
        public void Execute(int task, int worker)
        {
            for (var row = (long)task * actions; row < (task + 1L) * actions; row++)
                new Span<float>(dtheta + row * quantiles, quantiles).Fill(dq[row] / quantiles);
        }
    }
}
