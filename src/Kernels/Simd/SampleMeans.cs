namespace DqnGpu.Kernels.Simd;

/// <summary>The end of a loss whose samples were computed side by side: means over them, in their order.</summary>
internal static unsafe class SampleMeans
{
    /// <summary>Writes the mean loss and the mean of the largest action values.</summary>
    /// <param name="n">N.</param>
    /// <param name="samples">weight times loss of each sample [N], and behind them the largest action values [N].</param>
    /// <param name="statistics">[2]; overwritten.</param>
    public static void Write(int n, float* samples, float* statistics)
    {
        var (loss, maxQ) = (0f, 0f);
        for (var i = 0; i < n; i++)
        {
            loss += samples[i];
            maxQ += samples[n + i];
        }
        statistics[0] = loss / n;
        statistics[1] = maxQ / n;
    }
}
