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

    /// <summary>A position as a share of the way from fully left, 0, to fully right, 1.</summary>
    public static double Place(int position, int max) => (double)(max - position) / (max - Min);

    /// <summary>
    /// The turn of one frame that brings the knob to a place, or as near as it can: its size is the strength, and it is negative to the left.
    /// </summary>
    public static float TurnTowards(double place, int position, int max) =>
        (float)Math.Clamp((place - Place(position, max)) * (max - Min) / Step, -1, 1);
}
