using DqnGpu.Kernels;
using DqnGpu.Kernels.Reference;
using DqnGpu.Lessons.ByHand;

namespace DqnGpu.Lessons.Tests.ByHand;

/// <summary>The example against the operations of the product, which it must not differ from.</summary>
public class ByHandExampleTests
{
    private static readonly Conv2dShape Filter = new(N: 1, C: 1, H: 2, W: 2, K: 1, R: 1, S: 2, Stride: 1);
    private static readonly LinearShape Head = new(N: 1, In: 2, Out: 1);

    [TestCase(3.0)]
    [TestCase(0.0, TestName = "WithADarkPixel")]
    public void EqualsTheReference(double pixel)
    {
        var example = new ByHandExample { X = new double[,] { { 2, 1 }, { pixel, 2 } } };
        example.Forward();
        example.Backward();

        double[] x = [2, 1, pixel, 2];
        var (y, q, dv, dc, dz, dw, db, dx) = (new double[2], new double[1], new double[2], new double[1], new double[2], new double[2], new double[1], new double[4]);
        Conv2dReference.Forward(Filter, x, example.W, [example.B], y, Activation.Relu);
        LinearReference.Forward(Head, y, example.V, [example.C], q, Activation.None);
        double[] dq = [LossKindReference.Derivative(LossKind.MeanSquaredError, q[0] - example.Target)];
        LinearReference.BackwardWeights(Head, y, dq, dv, dc);
        LinearReference.BackwardInput(Head, dq, example.V, dz, reluOutput: y);
        Conv2dReference.BackwardWeights(Filter, x, dz, dw, db);
        Conv2dReference.BackwardInput(Filter, dz, example.W, dx);

        Assert.That(example.Y, Is.EqualTo(y));
        Assert.That(example.Q, Is.EqualTo(q[0]));
        Assert.That(example.L, Is.EqualTo(LossKindReference.Value(LossKind.MeanSquaredError, q[0] - example.Target)));
        Assert.That(example.DV, Is.EqualTo(dv));
        Assert.That(example.DC, Is.EqualTo(dc[0]));
        Assert.That(example.DZ, Is.EqualTo(dz));
        Assert.That(example.DW, Is.EqualTo(dw));
        Assert.That(example.DB, Is.EqualTo(db[0]));
        Assert.That(example.DX.Cast<double>(), Is.EqualTo(dx));
    }
}
