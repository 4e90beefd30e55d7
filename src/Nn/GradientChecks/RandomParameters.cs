namespace DqnGpu.Nn;

/// <summary>Parameters for a gradient check: as at the beginning of a training, but none of them alike.</summary>
internal static class RandomParameters
{
    /// <summary>Where a tensor begins as one number, its elements are drawn around it: a mix-up of equal elements would not show.</summary>
    public static void Fill(Span<float> values, ParameterTensor tensor, CounterRandom random)
    {
        if (tensor.InitialValue is { } constant)
            foreach (ref var value in values)
                value = (float)(constant + random.NextUniform() - 0.5);
        else
            Initializer.Fill(values, tensor, Initialization.TorchDefault, random);
    }
}
