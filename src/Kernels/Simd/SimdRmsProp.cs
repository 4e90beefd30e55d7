using System.Runtime.CompilerServices;

namespace DqnGpu.Kernels.Simd;

/// <summary><see cref="RmsProp"/>: one parameter per lane.</summary>
internal sealed unsafe class SimdRmsProp(SimdDevice device) : RmsProp
{
    [Computes(Operation.RmsProp)]
    protected override void StepCore(
        in RmsPropSettings settings, DeviceView<float> parameters, DeviceView<float> gradients, DeviceView<float> firstMoment,
        DeviceView<float> secondMoment, DeviceView<float> schedule) =>
        Elementwise.Run(
            device, parameters.Length,
            new StepLoop(
                settings, *schedule.Pointer(device), parameters.Pointer(device), gradients.Pointer(device), firstMoment.Pointer(device),
                secondMoment.Pointer(device)));

    /// <summary>
    /// v = decay v + (1 - decay) g^2,  m = decay m + (1 - decay) g,  s = v - m^2,  parameter -= learningRate g / (root of s with epsilon)
    /// </summary>
    private readonly struct StepLoop(
        RmsPropSettings settings, float learningRate, float* parameters, float* gradients, float* firstMoment, float* secondMoment)
        : IElementwise
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        [Computes(Operation.RmsProp, Depth = 1)]
        public void Loop<TUnit, TVector>(long start, long end) where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged
        {
            var zero = TUnit.Broadcast(0);
            var decay = TUnit.Broadcast(settings.Decay);
            var rest = TUnit.Broadcast(1 - settings.Decay);
            var rate = TUnit.Broadcast(learningRate);
            var epsilonInside = TUnit.Broadcast(settings.EpsilonInsideRoot ? settings.Epsilon : 0);
            var epsilonOutside = TUnit.Broadcast(settings.EpsilonInsideRoot ? 0 : settings.Epsilon);
            for (var i = start; i < end; i += TUnit.Lanes)
            {
                var g = TUnit.Load(gradients + i);
                var v = TUnit.MultiplyAdd(decay, TUnit.Load(secondMoment + i), TUnit.Multiply(rest, TUnit.Multiply(g, g)));
                TUnit.Store(secondMoment + i, v);
                var s = v;
                if (settings.Centred)
                {
                    var m = TUnit.MultiplyAdd(decay, TUnit.Load(firstMoment + i), TUnit.Multiply(rest, g));
                    TUnit.Store(firstMoment + i, m);
                    s = TUnit.Max(zero, TUnit.Subtract(v, TUnit.Multiply(m, m)));
                }
                var root = TUnit.Add(TUnit.SquareRoot(TUnit.Add(s, epsilonInside)), epsilonOutside);
                TUnit.Store(parameters + i, TUnit.Subtract(TUnit.Load(parameters + i), TUnit.Divide(TUnit.Multiply(rate, g), root)));
            }
        }
    }
}
