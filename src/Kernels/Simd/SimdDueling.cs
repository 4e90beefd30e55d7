using System.Runtime.CompilerServices;

namespace DqnGpu.Kernels.Simd;

/// <summary>
/// <see cref="Dueling"/>: lanes run along the numbers of an action, one thread; there are few (32 x 18 x 51 in a large minibatch).
/// </summary>
internal sealed unsafe class SimdDueling(SimdDevice device) : Dueling
{
    [Computes(Operation.DuelingForward)]
    protected override void ForwardCore(int actions, int atoms, DeviceView<float> value, DeviceView<float> advantages, DeviceView<float> q) =>
        device.Run(1, new ForwardSamples(actions, atoms, value.Length / atoms, value.Pointer(device), advantages.Pointer(device), q.Pointer(device)));

    [Computes(Operation.DuelingBackward)]
    protected override void BackwardCore(int actions, int atoms, DeviceView<float> dq, DeviceView<float> dvalue, DeviceView<float> dadvantages) =>
        device.Run(1, new BackwardSamples(actions, atoms, dvalue.Length / atoms, dq.Pointer(device), dvalue.Pointer(device), dadvantages.Pointer(device)));

    private readonly struct ForwardSamples(int actions, int atoms, long samples, float* value, float* advantages, float* q) : IVectorWork
    {
        public void Execute<TUnit, TVector>(int task, int worker) where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged
        {
            var row = (long)actions * atoms;
            for (var n = 0L; n < samples; n++)
                Elementwise.Here<TUnit, TVector, ForwardLoop>(0, atoms, new ForwardLoop(actions, atoms, value + n * atoms, advantages + n * row, q + n * row));
        }
    }

    private readonly struct BackwardSamples(int actions, int atoms, long samples, float* dq, float* dvalue, float* dadvantages) : IVectorWork
    {
        public void Execute<TUnit, TVector>(int task, int worker) where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged
        {
            var row = (long)actions * atoms;
            for (var n = 0L; n < samples; n++)
                Elementwise.Here<TUnit, TVector, BackwardLoop>(0, atoms, new BackwardLoop(actions, atoms, dq + n * row, dvalue + n * atoms, dadvantages + n * row));
        }
    }

    /// <summary>q[a] = advantage[a] + (v - sum over a' of advantage[a'] / A), of one sample</summary>
    private readonly struct ForwardLoop(int actions, int atoms, float* value, float* advantages, float* q) : IElementwise
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        [Computes(Operation.DuelingForward, Depth = 1)]
        public void Loop<TUnit, TVector>(long start, long end) where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged
        {
            for (var z = start; z < end; z += TUnit.Lanes)
            {
                var mean = TUnit.Divide(Sum<TUnit, TVector>(advantages + z, actions, atoms), TUnit.Broadcast(actions));
                var shift = TUnit.Subtract(TUnit.Load(value + z), mean);
                for (var a = 0; a < actions; a++)
                    TUnit.Store(q + a * atoms + z, TUnit.Add(TUnit.Load(advantages + a * atoms + z), shift));
            }
        }
    }

    /// <summary>dv = sum over a of dq[a], dadvantage[a] = dq[a] - dv / A, of one sample</summary>
    private readonly struct BackwardLoop(int actions, int atoms, float* dq, float* dvalue, float* dadvantages) : IElementwise
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        [Computes(Operation.DuelingBackward, Depth = 1)]
        public void Loop<TUnit, TVector>(long start, long end) where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged
        {
            for (var z = start; z < end; z += TUnit.Lanes)
            {
                var sum = Sum<TUnit, TVector>(dq + z, actions, atoms);
                TUnit.Store(dvalue + z, sum);
                var mean = TUnit.Divide(sum, TUnit.Broadcast(actions));
                for (var a = 0; a < actions; a++)
                    TUnit.Store(dadvantages + a * atoms + z, TUnit.Subtract(TUnit.Load(dq + a * atoms + z), mean));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Sum<TUnit, TVector>(float* values, int actions, int atoms) where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged
    {
        TVector sum = default;
        for (var a = 0; a < actions; a++)
            sum = TUnit.Add(sum, TUnit.Load(values + a * atoms));
        return sum;
    }
}
