namespace DqnGpu.Nn.Tests.Golden;

/// <summary>Numbers from a formula that PyTorch's side (benchmarks/peers/formula.py) computes too, bit for bit.</summary>
internal static class Formula
{
    /// <summary>The mixing function of MurmurHash3 over i * 0x9E3779B9 + stream * 0x85EBCA6B.</summary>
    public static uint Hash(int i, int stream)
    {
        var h = (uint)i * 0x9E3779B9 + (uint)stream * 0x85EBCA6B;
        h ^= h >> 16;
        h *= 0x85EBCA6B;
        h ^= h >> 13;
        h *= 0xC2B2AE35;
        return h ^ (h >> 16);
    }

    /// <summary>-0.5 .. 0.5, a multiple of 2^-24.</summary>
    public static float Symmetric(int i, int stream) => (float)((Hash(i, stream) >> 8) / 16777216.0 - 0.5);

    /// <summary>0 .. 1, a multiple of 2^-24.</summary>
    public static float Uniform(int i, int stream) => Symmetric(i, stream) + 0.5f;

    /// <summary>Tensor number t, in PyTorch's order: symmetric(i, t) * 2^round(log2(4 / sqrt(fan-in))).</summary>
    public static float[] Parameters(Network network)
    {
        var parameters = new float[network.BufferLength];
        for (var t = 0; t < network.Parameters.Count; t++)
        {
            var tensor = network.Parameters[t];
            var scale = (float)Math.Pow(2, Math.Floor(Math.Log2(4 / Math.Sqrt(tensor.FanIn)) + 0.5));
            var torch = new float[tensor.Length];
            for (var i = 0; i < torch.Length; i++)
                torch[i] = Symmetric(i, t) * scale;
            tensor.FromTorch<float>(torch, parameters.AsSpan(tensor.Offset, tensor.Length));
        }

        return parameters;
    }

    /// <summary>Bytes.</summary>
    public static void FillFrames(Span<byte> frames, int stream)
    {
        for (var i = 0; i < frames.Length; i++)
            frames[i] = (byte)(Hash(i, stream) >> 24);
    }
}
