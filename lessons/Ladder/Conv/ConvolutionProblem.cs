using DqnGpu.Kernels;
using DqnGpu.Kernels.Reference;
using DqnGpu.Lessons.Running;

namespace DqnGpu.Lessons.Ladder.Conv;

/// <summary>One convolution in a device's memory, and what its passes must compute.</summary>
public sealed class ConvolutionProblem
{
    private readonly IRungDevice device;
    private readonly Conv2dShape shape;
    private readonly float[] x, w, b, dz;

    /// <summary>Allocates the tensors; x, w, b and dz are random.</summary>
    public ConvolutionProblem(IRungDevice device, Conv2dShape shape)
    {
        (this.device, this.shape) = (device, shape);
        (x, w) = (RandomData.Normal((int)shape.InputLength, seed: 1), RandomData.Normal((int)shape.WeightLength, seed: 2));
        (b, dz) = (RandomData.Normal(shape.K, seed: 3), RandomData.Normal((int)shape.OutputLength, seed: 4));
        Tensors = new()
        {
            x = device.Allocate(x),
            w = device.Allocate(w),
            b = device.Allocate(b),
            z = device.Allocate<float>(shape.OutputLength),
            dz = device.Allocate(dz),
            dw = device.Allocate<float>(shape.WeightLength),
            dx = device.Allocate<float>(shape.InputLength),
            patches = device.Allocate<float>((long)shape.N * shape.P * shape.Q * shape.R * shape.S * shape.C),
            parts = device.Allocate<float>(shape.P * shape.WeightLength),
            N = shape.N,
            H = shape.H,
            W = shape.W,
            C = shape.C,
            P = shape.P,
            Q = shape.Q,
            K = shape.K,
            R = shape.R,
            S = shape.S,
            stride = shape.Stride,
        };
    }

    /// <summary>All tensors and sizes.</summary>
    public Convolution Tensors { get; }

    /// <summary>The z that x, w and b make.</summary>
    public Expectation Z => new("z", [shape.N, shape.P, shape.Q, shape.K], Tensors.z, () =>
    {
        var wanted = new double[shape.OutputLength];
        Conv2dReference.Forward(shape, Doubles(x), Doubles(w), Doubles(b), wanted, Activation.None);
        return wanted;
    });

    /// <summary>The dw that x and dz make.</summary>
    public Expectation Dw => new("dw", [shape.R, shape.S, shape.C, shape.K], Tensors.dw, () =>
    {
        var wanted = new double[shape.WeightLength];
        Conv2dReference.BackwardWeights(shape, Doubles(x), Doubles(dz), wanted, new double[shape.K]);
        return wanted;
    });

    /// <summary>The dx that dz and w make.</summary>
    public Expectation Dx => new("dx", [shape.N, shape.H, shape.W, shape.C], Tensors.dx, () =>
    {
        var wanted = new double[shape.InputLength];
        Conv2dReference.BackwardInput(shape, Doubles(dz), Doubles(w), wanted);
        return wanted;
    });

    /// <summary>A rung that computes one of them.</summary>
    public PreparedRung Prepare(Func<IRungDevice, Convolution, Action> launches, Func<ConvolutionProblem, Expectation> result) =>
        new(launches(device, Tensors), result(this)) { Operations = 2.0 * shape.MultiplyAdds };

    private static double[] Doubles(float[] values) => [.. values.Select(value => (double)value)];
}
