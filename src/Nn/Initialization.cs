namespace DqnGpu.Nn;

/// <summary>Distributions of initial parameters.</summary>
public enum Initialization
{
    /// <summary>Weights normal with variance 2 / fanIn (He et al. 2015, eq. 10); biases 0. The article's.</summary>
    HeNormal,

    /// <summary>
    /// Weights and biases uniform in +-1 / sqrt(fanIn): what PyTorch's Conv2d and Linear do (kaiming_uniform_ with a = sqrt 5).
    /// </summary>
    TorchDefault,
}

/// <summary>Draws the initial values of one tensor.</summary>
internal static class Initializer
{
    public static void Fill(Span<float> values, ParameterTensor tensor, Initialization initialization, CounterRandom random)
    {
        if (tensor.InitialValue is { } constant)
        {
            values.Fill(constant);
            return;
        }

        switch (tensor.OwnInitialization ?? initialization)
        {
            case Initialization.HeNormal when tensor.Role == ParameterRole.Bias:
                values.Clear();
                break;
            case Initialization.HeNormal:
                var deviation = Math.Sqrt(2.0 / tensor.FanIn);
                foreach (ref var value in values)
                    value = (float)(deviation * random.NextNormal());
                break;
            case Initialization.TorchDefault:
                var bound = 1 / Math.Sqrt(tensor.FanIn);
                foreach (ref var value in values)
                    value = (float)(bound * (2 * random.NextUniform() - 1));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(initialization), initialization, $"There is no initialisation {initialization}.");
        }
    }
}
