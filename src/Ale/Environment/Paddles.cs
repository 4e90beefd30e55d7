namespace DqnGpu.Ale;

/// <summary>
/// The two paddles of the left port as ALE turns them: each action moves the knob by a fixed step, and the knob's position is the
/// resistance (ohms) that charges the console's input capacitor.
/// </summary>
internal struct Paddles
{
    public const int Min = 27_450;
    public const int DefaultMax = 790_196;

    // Full range in about 33 frames.
    private const double Step = 23_000;

    public int Left;
    public int Right;

    /// <summary>Both knobs to the middle.</summary>
    public void Centre(int max) => Left = Right = (Min + max) / 2;

    /// <summary>One frame's movement: right turns the resistance down, left turns it up.</summary>
    public static int Turn(int position, AtariAction action, float strength, int max)
    {
        int step = (int)(Step * Math.Abs(strength)); // in double precision, as ALE rounds it
        if (action.HasRight()) position -= step;
        else if (action.HasLeft()) position += step;
        return Math.Clamp(position, Min, max);
    }
}
