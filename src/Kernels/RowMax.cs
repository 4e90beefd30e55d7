namespace DqnGpu.Kernels;

/// <summary>Maximum and arg-max of each row of a matrix: the greedy value and action of each state.</summary>
/// <remarks>
/// <code>
/// max[n] = max over a of q[n,a]        argMax[n] = the lowest a with q[n,a] = max[n]
/// </code>
/// NaN counts as greater than all numbers, as in <see cref="System.Numerics.Tensors.TensorPrimitives.IndexOfMax{T}"/>: of a row with NaN the maximum is
/// NaN, and its place that of the first. So does every operation that looks for a greatest action value.
/// </remarks>
public abstract class RowMax
{
    /// <summary>Computes both.</summary>
    /// <param name="columns">A, the length of a row.</param>
    /// <param name="q">[N, A].</param>
    /// <param name="max">[N]; overwritten.</param>
    /// <param name="argMax">[N]; overwritten, 0..A-1.</param>
    /// <exception cref="ArgumentException">A view's length does not fit its shape.</exception>
    public void Compute(int columns, DeviceView<float> q, DeviceView<float> max, DeviceView<int> argMax)
    {
        BufferCheck.Positive(columns);
        BufferCheck.Length(q, max.Length * columns, "[N, A]");
        BufferCheck.Length(argMax, max.Length, "[N]");
        ComputeCore(columns, q, max, argMax);
    }

    /// <summary><c>Compute</c> on the device, once the lengths are checked.</summary>
    protected abstract void ComputeCore(int columns, DeviceView<float> q, DeviceView<float> max, DeviceView<int> argMax);
}
