using ILGPU;
using ILGPU.Runtime;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>
/// <see cref="LayerNorm"/>: a group for each sample, whose features it walks; for the gradients of scale and shift a thread for each
/// feature.
/// </summary>
internal sealed class IlgpuLayerNorm(IlgpuDevice device) : LayerNorm
{
    private readonly IlgpuKernel<ForwardArguments> forward = device.Kernel<ForwardArguments>(ForwardKernel);
    private readonly IlgpuKernel<BackwardInputArguments> backwardInput = device.Kernel<BackwardInputArguments>(BackwardInputKernel);
    private readonly IlgpuKernel<BackwardWeightsArguments> backwardWeights = device.Kernel<BackwardWeightsArguments>(BackwardWeightsKernel);

    [Computes(Operation.LayerNormForward)]
    protected override void ForwardCore(
        DeviceView<float> x, DeviceView<float> gamma, DeviceView<float> beta, DeviceView<float> y, DeviceView<float> mean, DeviceView<float> rstd,
        Activation activation) =>
        forward.Launch(new KernelConfig((int)mean.Length, device.GroupSize), new()
        {
            X = device.Memory(x),
            Gamma = device.Memory(gamma),
            Beta = device.Memory(beta),
            Y = device.Memory(y),
            Mean = device.Memory(mean),
            Rstd = device.Memory(rstd),
            HasRelu = activation == Activation.Relu ? 1 : 0,
        });

    [Computes(Operation.LayerNormBackwardInput)]
    protected override void BackwardInputCore(
        DeviceView<float> x, DeviceView<float> gamma, DeviceView<float> dz, DeviceView<float> mean, DeviceView<float> rstd, DeviceView<float> dx,
        bool inputIsRelu) =>
        backwardInput.Launch(new KernelConfig((int)mean.Length, device.GroupSize), new()
        {
            X = device.Memory(x),
            Gamma = device.Memory(gamma),
            Dz = device.Memory(dz),
            Mean = device.Memory(mean),
            Rstd = device.Memory(rstd),
            Dx = device.Memory(dx),
            IsMasked = inputIsRelu ? 1 : 0,
        });

    [Computes(Operation.LayerNormBackwardWeights)]
    protected override void BackwardWeightsCore(
        DeviceView<float> x, DeviceView<float> dz, DeviceView<float> mean, DeviceView<float> rstd, DeviceView<float> dgamma, DeviceView<float> dbeta) =>
        backwardWeights.LaunchFor(dgamma.Length, new()
        {
            X = device.Memory(x),
            Dz = device.Memory(dz),
            Mean = device.Memory(mean),
            Rstd = device.Memory(rstd),
            Dgamma = device.Memory(dgamma),
            Dbeta = device.Memory(dbeta),
        });

    /// <summary>mean, rstd and y of sample n, which is the group.</summary>
    /// <remarks>
    /// Thread t takes features t, t + group size, ... in order, three times: for the sum of x, for the sum of (x - mean)^2, and to write y.
    /// The group's threads are summed in a tree; thread 0 writes mean[n] and rstd[n].
    /// </remarks>
    [Computes(Operation.LayerNormForward, Depth = 1)]
    private static void ForwardKernel(ForwardArguments arguments)
    {
        var shared = SharedMemory.Allocate<float>(GroupSum.MaxGroupSize);
        var features = arguments.Gamma.IntLength;
        var n = Grid.IdxX;
        var row = n * features;
        var share = 0f;
        for (var f = Group.IdxX; f < features; f += Group.DimX)
            share += arguments.X[row + f];
        var mean = GroupSum.Sum(shared, share) / features;
        share = 0f;
        for (var f = Group.IdxX; f < features; f += Group.DimX)
        {
            var distance = arguments.X[row + f] - mean;
            share += distance * distance;
        }
        var rstd = 1 / MathF.Sqrt(GroupSum.Sum(shared, share) / features + Epsilon);
        for (var f = Group.IdxX; f < features; f += Group.DimX)
        {
            var z = arguments.Gamma[f] * ((arguments.X[row + f] - mean) * rstd) + arguments.Beta[f];
            arguments.Y[row + f] = arguments.HasRelu != 0 && z < 0 ? 0f : z;
        }
        if (Group.IdxX == 0)
        {
            arguments.Mean[n] = mean;
            arguments.Rstd[n] = rstd;
        }
    }

    /// <summary>dx of sample n, which is the group: rstd (g - mean of g - xhat (mean of g xhat)), g = gamma dz.</summary>
    /// <remarks>
    /// Thread t takes features t, t + group size, ... in order, twice: for the two sums, which are summed over the group in a tree each,
    /// and to write dx.
    /// </remarks>
    [Computes(Operation.LayerNormBackwardInput, Depth = 1)]
    private static void BackwardInputKernel(BackwardInputArguments arguments)
    {
        var shared = SharedMemory.Allocate<float>(GroupSum.MaxGroupSize);
        var features = arguments.Gamma.IntLength;
        var row = Grid.IdxX * features;
        var mean = arguments.Mean[Grid.IdxX];
        var rstd = arguments.Rstd[Grid.IdxX];
        var share = 0f;
        var shareXhat = 0f;
        for (var f = Group.IdxX; f < features; f += Group.DimX)
        {
            var g = arguments.Gamma[f] * arguments.Dz[row + f];
            share += g;
            shareXhat += g * ((arguments.X[row + f] - mean) * rstd);
        }
        var average = GroupSum.Sum(shared, share) / features;
        var averageXhat = GroupSum.Sum(shared, shareXhat) / features;
        for (var f = Group.IdxX; f < features; f += Group.DimX)
        {
            var x = arguments.X[row + f];
            var dx = rstd * (arguments.Gamma[f] * arguments.Dz[row + f] - average - (x - mean) * rstd * averageXhat);
            arguments.Dx[row + f] = arguments.IsMasked == 0 ? dx : Mask.Where(x, dx);
        }
    }

    /// <summary>dgamma[f] = sum over n of dz[n,f] xhat[n,f]; dbeta[f] = sum over n of dz[n,f].</summary>
    /// <remarks>Thread f adds the samples in order, neighbours reading neighbours, and writes both.</remarks>
    [Computes(Operation.LayerNormBackwardWeights, Depth = 1)]
    private static void BackwardWeightsKernel(BackwardWeightsArguments arguments)
    {
        var f = Grid.GlobalIndex.X;
        var features = arguments.Dgamma.IntLength;
        if (f >= features)
            return;
        var dgamma = 0f;
        var dbeta = 0f;
        for (var n = 0; n < arguments.Mean.IntLength; n++)
        {
            var dz = arguments.Dz[n * features + f];
            dgamma += dz * ((arguments.X[n * features + f] - arguments.Mean[n]) * arguments.Rstd[n]);
            dbeta += dz;
        }
        arguments.Dgamma[f] = dgamma;
        arguments.Dbeta[f] = dbeta;
    }

    internal struct ForwardArguments
    {
        /// <summary>[N, F].</summary>
        public ArrayView<float> X;

        /// <summary>[F].</summary>
        public ArrayView<float> Gamma;

        /// <summary>[F].</summary>
        public ArrayView<float> Beta;

        /// <summary>[N, F].</summary>
        public ArrayView<float> Y;

        /// <summary>[N].</summary>
        public ArrayView<float> Mean;

        /// <summary>[N].</summary>
        public ArrayView<float> Rstd;

        public int HasRelu;
    }

    internal struct BackwardInputArguments
    {
        /// <summary>[N, F].</summary>
        public ArrayView<float> X;

        /// <summary>[F].</summary>
        public ArrayView<float> Gamma;

        /// <summary>[N, F].</summary>
        public ArrayView<float> Dz;

        /// <summary>[N].</summary>
        public ArrayView<float> Mean;

        /// <summary>[N].</summary>
        public ArrayView<float> Rstd;

        /// <summary>[N, F].</summary>
        public ArrayView<float> Dx;

        public int IsMasked;
    }

    internal struct BackwardWeightsArguments
    {
        /// <summary>[N, F].</summary>
        public ArrayView<float> X;

        /// <summary>[N, F].</summary>
        public ArrayView<float> Dz;

        /// <summary>[N].</summary>
        public ArrayView<float> Mean;

        /// <summary>[N].</summary>
        public ArrayView<float> Rstd;

        /// <summary>[F].</summary>
        public ArrayView<float> Dgamma;

        /// <summary>[F].</summary>
        public ArrayView<float> Dbeta;
    }
}
