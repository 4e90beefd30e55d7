namespace DqnGpu.Lessons.Running;

/// <summary>Numbers to compute with: zeros or round ones would hide mistakes, and make a GPU look faster than it is.</summary>
public static class RandomData
{
    /// <summary>Normally distributed, mean 0, deviation 1; the same for the same seed.</summary>
    public static float[] Normal(int length, int seed)
    {
        var random = new Random(seed);
        var values = new float[length];
        for (var i = 0; i < length; i++)
            values[i] = (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        return values;
    }
}
