using System.Runtime.CompilerServices;

namespace DqnGpu.Kernels.Simd;

/// <summary>
/// <see cref="GradientClip"/>: a sum of squares for each block of 4,096 elements, then the sum of these, then the scaling.
/// </summary>
/// <remarks>The blocks depend on the length alone and the second stage runs in order, so the norm has the same bits at any number of
/// threads.</remarks>
internal sealed unsafe class SimdGradientClip(SimdDevice device) : GradientClip
{
    private const int BlockLength = 4096;
    private const float Guard = 1e-6f;

    private readonly Scratch<double> sums = new(device.MemoryOwner);

    protected override void ClipCore(float maxNorm, DeviceView<float> gradients, DeviceView<float> norm)
    {
        var blocks = (int)((gradients.Length + BlockLength - 1) / BlockLength);
        var partial = sums.AtLeast(blocks);
        device.Run(blocks, new SumOfSquares(gradients.Pointer(device), gradients.Length, partial));
        var sum = 0.0;
        for (var block = 0; block < blocks; block++)
            sum += partial[block];
        var value = (float)Math.Sqrt(sum);
        *norm.Pointer(device) = value;
        var factor = maxNorm / (value + Guard);
        // A NaN is to be multiplied with.
        if (!(factor >= 1))
            Elementwise.Run(device, gradients.Length, new ScaleLoop(gradients.Pointer(device), factor));
    }

    /// <summary>partial[task] = sum of g^2 over a block; within it each lane sums its own elements, the tail is added last.</summary>
    private readonly struct SumOfSquares(float* gradients, long length, double* partial) : IVectorWork
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Execute<TUnit, TVector>(int task, int worker) where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged
        {
            var i = (long)task * BlockLength;
            var end = Math.Min(length, i + BlockLength);
            TVector lanes = default;
            for (; i + TUnit.Lanes <= end; i += TUnit.Lanes)
            {
                var g = TUnit.Load(gradients + i);
                lanes = TUnit.MultiplyAdd(g, g, lanes);
            }
            double sum = TUnit.Sum(lanes);
            for (; i < end; i++)
                sum += (double)gradients[i] * gradients[i];
            partial[task] = sum;
        }
    }
}
