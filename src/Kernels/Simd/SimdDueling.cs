namespace DqnGpu.Kernels.Simd;

/// <summary><see cref="Dueling"/>: plain loops, for N x A numbers are few (32 x 18 at most in a usual minibatch).</summary>
internal sealed unsafe class SimdDueling(SimdDevice device) : Dueling
{
    [Computes(Operation.DuelingForward)]
    protected override void ForwardCore(int actions, DeviceView<float> value, DeviceView<float> advantages, DeviceView<float> q)
    {
        var v = value.Pointer(device);
        var a = advantages.Pointer(device);
        var y = q.Pointer(device);
        for (var n = 0L; n < value.Length; n++, a += actions, y += actions)
        {
            var shift = v[n] - Sum(a, actions) / actions;
            for (var action = 0; action < actions; action++)
                y[action] = a[action] + shift;
        }
    }

    [Computes(Operation.DuelingBackward)]
    protected override void BackwardCore(int actions, DeviceView<float> dq, DeviceView<float> dvalue, DeviceView<float> dadvantages)
    {
        var row = dq.Pointer(device);
        var dv = dvalue.Pointer(device);
        var da = dadvantages.Pointer(device);
        for (var n = 0L; n < dvalue.Length; n++, row += actions, da += actions)
        {
            var sum = Sum(row, actions);
            dv[n] = sum;
            for (var action = 0; action < actions; action++)
                da[action] = row[action] - sum / actions;
        }
    }

    private static float Sum(float* row, int columns)
    {
        var sum = 0f;
        for (var column = 0; column < columns; column++)
            sum += row[column];
        return sum;
    }
}
