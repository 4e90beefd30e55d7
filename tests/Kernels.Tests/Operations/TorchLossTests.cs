using DqnGpu.Kernels.Reference;

namespace DqnGpu.Kernels.Tests.Operations;

/// <summary>The references of three losses against PyTorch's automatic differentiation of their formulas, in double precision.</summary>
/// <remarks>
/// Element i of an input is 2 sin(1.7 (i + 1) + stream): stream 0 for the online network on s, 1 and 2 for the others in the order of the arguments. N = 3,
/// and A = 2, Z = 5, or for Munchausen DQN A = 4.
/// </remarks>
public sealed class TorchLossTests
{
    private static readonly double[] Rewards = [0.5, -0.25, 1];
    private static readonly double[] Discounts = [0.99, 0, 0.9];
    private static readonly double[] Weights = [1, 0.5, 0.75];

    [Test]
    public void Categorical()
    {
        var (gradient, errors) = (new double[30], new double[3]);
        var (loss, _) = CategoricalLossReference.Compute(
            new(5, -2, 3), 2, Input(30, 0), [1, 0, 1], Rewards, Discounts, Input(30, 1), Input(30, 2), Weights, gradient, errors);
        Compare(
            loss, errors, gradient, 1.410663474783484, [1.2993531528021016, 0.6234995800009748, 0.16749094246829727],
            [
                0, 0, 0, 0, 0, -0.030355507639842322, -0.01969079665566452, 0.2054091561087432, -0.053017110693007304, -0.10234574112022904,
                0.011118877141982071, 0.010634077802963497, -0.05461299678500916, 0.0021447981972632637, 0.03071524364280031, 0, 0, 0, 0, 0,
                0, 0, 0, 0, 0, 0.02681331238598715, 0.03269099890958273, -0.012831707492281502, -0.0032377688060105103, -0.04343483499727787,
            ]);
    }

    [Test]
    public void QuantileRegression()
    {
        var (gradient, errors) = (new double[30], new double[3]);
        var (loss, _) = QuantileLossReference.Compute(
            5, 0.75, 2, Input(30, 0), [1, 0, 1], Rewards, Discounts, Input(30, 1), Input(30, 2), Weights, gradient, errors);
        Compare(
            loss, errors, gradient, 2.4164649687605215, [-0.4872859136603063, 0.3017668748730797, -1.2085431297425304],
            [
                0, 0, 0, 0, 0, -0.020547483286990676, -0.050884149820963544, 0.10073605995978457, -0.008750468467731847, -0.2787218464031604,
                -0.0010666233695199466, 0.11666666666666665, 0.003636312127983062, -0.11666666666666665, 0.016666666666666663, 0, 0, 0, 0, 0,
                0, 0, 0, 0, 0, 0.025799035286110595, 0.06245668618416829, -0.10415712664407348, -0.175, -0.08669549813413523,
            ]);
    }

    // With probabilities, as the paper writes it: alpha = 0.9, temperature = 0.3, l0 = -1.
    [Test]
    public void Munchausen()
    {
        var (gradient, errors) = (new double[12], new double[3]);
        var (loss, _) = MunchausenLossReference.Compute(
            4, LossKind.MeanSquaredError, new(0.9f, 0.3f, -1), Input(12, 0), Input(12, 1), Input(12, 2), [1, 3, 0], Rewards, Discounts, Weights, gradient, errors);
        // The settings are single-precision numbers.
        Compare(
            loss, errors, gradient, 1.8275830993440483, [-1.6507515489613285, 1.9748149593965085, -1.037832073575041],
            [0, -1.1005010326408855, 0, 0, 0, 0, 0, 0.6582716531321695, -0.5189160367875205, 0, 0, 0], tolerance: 1e-6);
    }

    private static double[] Input(int length, int stream) => [.. Enumerable.Range(0, length).Select(i => 2 * Math.Sin(1.7 * (i + 1) + stream))];

    private static void Compare(
        double loss, double[] errors, double[] gradient, double torchLoss, double[] torchErrors, double[] torchGradient, double tolerance = 1e-12)
    {
        Assert.That(loss, Is.EqualTo(torchLoss).Within(tolerance));
        Assert.That(errors, Is.EqualTo(torchErrors).Within(tolerance));
        Assert.That(gradient, Is.EqualTo(torchGradient).Within(tolerance));
    }
}
