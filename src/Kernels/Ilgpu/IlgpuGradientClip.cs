using ILGPU;
using ILGPU.Runtime;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>
/// Gradient clipping in two launches: partial sums of squares; then every group sums them again and scales its own elements.
/// </summary>
/// <remarks>
/// The second sum is repeated in each group because groups cannot wait for each other inside a kernel, and 64 floats cost nothing.
/// </remarks>
internal sealed class IlgpuGradientClip(IlgpuDevice device) : GradientClip
{
    /// <summary>Partial sums: half a wave of a large GPU, and not more than a small group can sum at once.</summary>
    private const int PartialSums = 64;

    private readonly IlgpuKernel<Arguments> sumSquares = device.Kernel<Arguments>(SumSquaresKernel);
    private readonly IlgpuKernel<Arguments> scale = device.Kernel<Arguments>(ScaleKernel);

    protected override void ClipCore(float maxNorm, DeviceView<float> gradients, DeviceView<float> norm)
    {
        var arguments = new Arguments
        {
            MaxNorm = maxNorm,
            Gradients = device.Memory(gradients),
            Norm = device.Memory(norm),
            Partials = device.Scratch(PartialSums / 4).Cast<float>(),
        };
        sumSquares.Launch(new KernelConfig(PartialSums, device.GroupSize), arguments);
        scale.LaunchFor(gradients.Length, arguments);
    }

    /// <summary>partial[b] = sum of g[i]^2 over i = b * group size + t + j * (all threads).</summary>
    /// <remarks>
    /// Thread (b, t) adds its elements one grid apart in order; the group's threads are summed in a tree; thread 0 writes partial[b].
    /// </remarks>
    private static void SumSquaresKernel(Arguments arguments)
    {
        var shared = SharedMemory.Allocate<float>(GroupSum.MaxGroupSize);
        var sum = 0f;
        for (var i = Grid.GlobalIndex.X; i < arguments.Gradients.IntLength; i += PartialSums * Group.DimX)
        {
            var g = arguments.Gradients[i];
            sum += g * g;
        }
        var total = GroupSum.Sum(shared, sum);
        if (Group.IdxX == 0)
            arguments.Partials[Grid.IdxX] = total;
    }

    /// <summary>norm = sqrt(sum of partial); g = g * min(1, maxNorm / (norm + 1e-6)).</summary>
    /// <remarks>
    /// Each group reads all partial sums and adds them in the same order; thread i then scales g[i]; thread 0 of group 0 writes the norm.
    /// </remarks>
    private static void ScaleKernel(Arguments arguments)
    {
        var shared = SharedMemory.Allocate<float>(GroupSum.MaxGroupSize);
        var share = 0f;
        for (var i = Group.IdxX; i < PartialSums; i += Group.DimX)
            share += arguments.Partials[i];
        var norm = MathF.Sqrt(GroupSum.Sum(shared, share));
        var ratio = arguments.MaxNorm / (norm + 1e-6f);
        // Not the GPU's minimum, which drops NaN.
        var factor = ratio > 1 ? 1f : ratio;
        var element = Grid.GlobalIndex.X;
        if (element < arguments.Gradients.Length)
            arguments.Gradients[element] *= factor;
        if (element == 0)
            arguments.Norm[0] = norm;
    }

    internal struct Arguments
    {
        public float MaxNorm;

        /// <summary>[P].</summary>
        public ArrayView<float> Gradients;

        /// <summary>[1].</summary>
        public ArrayView<float> Norm;

        /// <summary>[<see cref="PartialSums"/>].</summary>
        public ArrayView<float> Partials;
    }
}
