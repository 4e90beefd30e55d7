using System.Runtime.CompilerServices;

namespace DqnGpu.Kernels.Simd;

/// <summary><see cref="InputCentre"/>: lanes run along the filters, one thread; a first layer has some thousand weights.</summary>
internal sealed unsafe class SimdInputCentre(SimdDevice device) : InputCentre
{
    protected override void MoveBiasCore(float centre, DeviceView<float> weights, DeviceView<float> bias) =>
        device.Run(1, new Filters<BiasOfWeights>(centre, weights.Pointer(device), bias.Pointer(device), weights.Length, bias.Length));

    protected override void MoveGradientCore(float centre, DeviceView<float> weightGradient, DeviceView<float> biasGradient) =>
        device.Run(1, new Filters<GradientOfBias>(centre, weightGradient.Pointer(device), biasGradient.Pointer(device), weightGradient.Length, biasGradient.Length));

    /// <summary>What becomes of one vector of filters.</summary>
    private interface IColumn
    {
        /// <param name="centre">c.</param>
        /// <param name="w">The first row's weights of these filters; the rows lie <paramref name="k"/> apart.</param>
        /// <param name="b">Their biases.</param>
        /// <param name="length">M K.</param>
        /// <param name="k">K.</param>
        static abstract void Move<TUnit, TVector>(float centre, float* w, float* b, long length, long k)
            where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged;
    }

    /// <summary>b = b + c (sum over m of w[m])</summary>
    private readonly struct BiasOfWeights : IColumn
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Move<TUnit, TVector>(float centre, float* w, float* b, long length, long k)
            where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged
        {
            TVector sum = default;
            for (var row = 0L; row < length; row += k)
                sum = TUnit.Add(sum, TUnit.Load(w + row));
            TUnit.Store(b, TUnit.MultiplyAdd(TUnit.Broadcast(centre), sum, TUnit.Load(b)));
        }
    }

    /// <summary>dw[m] = dw[m] - c db</summary>
    private readonly struct GradientOfBias : IColumn
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Move<TUnit, TVector>(float centre, float* w, float* b, long length, long k)
            where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged
        {
            var shift = TUnit.Multiply(TUnit.Broadcast(-centre), TUnit.Load(b));
            for (var row = 0L; row < length; row += k)
                TUnit.Store(w + row, TUnit.Add(TUnit.Load(w + row), shift));
        }
    }

    /// <summary>All filters: whole vectors first, then what is left one by one.</summary>
    private readonly struct Filters<TColumn>(float centre, float* w, float* b, long length, long k) : IVectorWork where TColumn : IColumn
    {
        public void Execute<TUnit, TVector>(int task, int worker) where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged
        {
            var column = 0L;
            for (; column + TUnit.Lanes <= k; column += TUnit.Lanes)
                TColumn.Move<TUnit, TVector>(centre, w + column, b + column, length, k);
            for (; column < k; column++)
                TColumn.Move<ScalarUnit, float>(centre, w + column, b + column, length, k);
        }
    }
}
