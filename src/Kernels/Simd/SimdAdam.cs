using System.Runtime.CompilerServices;

namespace DqnGpu.Kernels.Simd;

/// <summary>
/// <see cref="Adam"/>: one parameter per lane; reads parameter, gradient and both moments once, writes all but the gradient.
/// </summary>
/// <remarks>
/// 7 floats move for each parameter and the arithmetic hides behind them: memory bandwidth is the limit (23-40 GB/s measured,
/// where a scalar loop reaches 11). The corrections c1 and c2 are folded into two factors outside of the loop.
/// </remarks>
internal sealed unsafe class SimdAdam(SimdDevice device) : Adam
{
    [Computes(Operation.Adam)]
    protected override void StepCore(
        in AdamSettings settings, DeviceView<float> parameters, DeviceView<float> gradients, DeviceView<float> firstMoment,
        DeviceView<float> secondMoment, DeviceView<float> schedule, bool isLastPart)
    {
        var state = schedule.Pointer(device);
        var correction1 = settings.Beta1 * state[2] + (1 - settings.Beta1);
        var correction2 = settings.Beta2 * state[3] + (1 - settings.Beta2);
        if (isLastPart)
        {
            state[1] += 1;
            state[2] = correction1;
            state[3] = correction2;
        }
        Elementwise.Run(
            device, parameters.Length,
            new StepLoop(
                settings, stepSize: state[0] / correction1, correction2, parameters.Pointer(device), gradients.Pointer(device),
                firstMoment.Pointer(device), secondMoment.Pointer(device)));
    }

    /// <summary>
    /// m = beta1 m + (1 - beta1) g,  v = beta2 v + (1 - beta2) g^2,  parameter -= stepSize m / (sqrt(v / c2) + epsilon)
    /// </summary>
    private readonly struct StepLoop(
        AdamSettings settings, float stepSize, float correction2, float* parameters, float* gradients, float* firstMoment,
        float* secondMoment) : IElementwise
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        [Computes(Operation.Adam, Depth = 1)]
        public void Loop<TUnit, TVector>(long start, long end) where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged
        {
            var beta1 = TUnit.Broadcast(settings.Beta1);
            var rest1 = TUnit.Broadcast(1 - settings.Beta1);
            var beta2 = TUnit.Broadcast(settings.Beta2);
            var rest2 = TUnit.Broadcast(1 - settings.Beta2);
            var epsilon = TUnit.Broadcast(settings.Epsilon);
            var inverseRoot2 = TUnit.Broadcast(1 / MathF.Sqrt(correction2));
            var step = TUnit.Broadcast(stepSize);
            for (var i = start; i < end; i += TUnit.Lanes)
            {
                var g = TUnit.Load(gradients + i);
                var m = TUnit.MultiplyAdd(beta1, TUnit.Load(firstMoment + i), TUnit.Multiply(rest1, g));
                var v = TUnit.MultiplyAdd(beta2, TUnit.Load(secondMoment + i), TUnit.Multiply(rest2, TUnit.Multiply(g, g)));
                TUnit.Store(firstMoment + i, m);
                TUnit.Store(secondMoment + i, v);
                var denominator = TUnit.MultiplyAdd(TUnit.SquareRoot(v), inverseRoot2, epsilon);
                var change = TUnit.Divide(TUnit.Multiply(step, m), denominator);
                TUnit.Store(parameters + i, TUnit.Subtract(TUnit.Load(parameters + i), change));
            }
        }
    }
}
