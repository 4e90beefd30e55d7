namespace DqnGpu.Agent;

/// <summary>A value that moves from <paramref name="Start"/> to <paramref name="End"/> in a straight line and then stays.</summary>
/// <param name="Start">Value at step 0 and before.</param>
/// <param name="End">Value from step <paramref name="Steps"/> on.</param>
/// <param name="Steps">Length of the way; 0: <paramref name="End"/> at once.</param>
public readonly record struct LinearSchedule(double Start, double End, long Steps)
{
    /// <summary>Start + (End - Start) step / Steps, within 0..Steps.</summary>
    public double At(long step) =>
        step >= Steps ? End : step <= 0 ? Start : Start + (End - Start) * ((double)step / Steps);
}
