using DqnGpu.Kernels.Reference;

namespace DqnGpu.Kernels.Tests.Operations;

/// <summary>The gradients of <see cref="LayerNormReference"/> against central differences of its own forward pass.</summary>
public sealed class LayerNormReferenceTests
{
    private const int N = 3, F = 5;
    private const double Step = 1e-6;

    [Test]
    public void Gradients_are_the_derivatives_of_the_forward_pass()
    {
        var random = new Random(1);
        double[] x = Draw(N * F), gamma = Draw(F), beta = Draw(F), dz = Draw(N * F);
        var (mean, rstd) = (new double[N], new double[N]);
        var (dx, dgamma, dbeta) = (new double[N * F], new double[F], new double[F]);
        LayerNormReference.Forward(x, gamma, beta, new double[N * F], mean, rstd, Activation.None);
        LayerNormReference.BackwardInput(x, gamma, dz, mean, rstd, dx, inputIsRelu: false);
        LayerNormReference.BackwardWeights(x, dz, mean, rstd, dgamma, dbeta);
        Assert.That(dx, Is.EqualTo(Differences(x)).Within(1e-7));
        Assert.That(dgamma, Is.EqualTo(Differences(gamma)).Within(1e-7));
        Assert.That(dbeta, Is.EqualTo(Differences(beta)).Within(1e-7));

        double[] Draw(int length) => [.. Enumerable.Range(0, length).Select(_ => 2 * random.NextDouble() - 1)];

        double[] Differences(double[] variables)
        {
            var gradient = new double[variables.Length];
            for (var i = 0; i < variables.Length; i++)
            {
                var value = variables[i];
                variables[i] = value + Step;
                var above = Loss();
                variables[i] = value - Step;
                gradient[i] = (above - Loss()) / (2 * Step);
                variables[i] = value;
            }
            return gradient;
        }

        double Loss()
        {
            var z = new double[N * F];
            LayerNormReference.Forward(x, gamma, beta, z, new double[N], new double[N], Activation.None);
            return z.Zip(dz, (a, b) => a * b).Sum();
        }
    }
}
