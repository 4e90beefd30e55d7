namespace DqnGpu.Ale;

/// <summary>
/// An action as a stick that leans anywhere and a button that is pressed more or less (ALE: continuous=True; Farebrother and Castro, "CALE: Continuous
/// Arcade Learning Environment", 2024).
/// </summary>
/// <param name="Radius">How far the stick leans, 0..1; a paddle turns by this share of a full step.</param>
/// <param name="Theta">Where to, radians, counted from the right towards up; ALE draws from -pi..pi.</param>
/// <param name="Fire">How far the button is pressed, 0..1.</param>
public readonly record struct ContinuousAction(float Radius, float Theta, float Fire)
{
    /// <summary>ALE's default threshold.</summary>
    public const float DefaultThreshold = 0.5f;

    // By the switches that are closed.
    private static readonly AtariAction[] Actions = [.. Enumerable.Range(0, 2 * (int)Joystick.Fire).Select(switches => AtariActions.OfJoystick((Joystick)switches))];

    /// <summary>
    /// What it is to the console: the stick closes a switch where Radius cos Theta, or Radius sin Theta for up and down, lies beyond the threshold; the
    /// button's is closed where Fire is more.
    /// </summary>
    /// <param name="threshold">0..1.</param>
    /// <returns>The action, and the strength of a paddle's turn: the radius.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A radius outside 0..1, or a value that is no number.</exception>
    public (AtariAction Action, float Strength) ToAction(float threshold)
    {
        Validate();
        float x = Radius * MathF.Cos(Theta), y = Radius * MathF.Sin(Theta);
        Joystick switches = (x > threshold ? Joystick.Right : 0) | (x < -threshold ? Joystick.Left : 0)
            | (y > threshold ? Joystick.Up : 0) | (y < -threshold ? Joystick.Down : 0) | (Fire > threshold ? Joystick.Fire : 0);
        return (Actions[(int)switches], Radius);
    }

    /// <exception cref="ArgumentOutOfRangeException">A radius outside 0..1, or a value that is no number.</exception>
    internal void Validate()
    {
        if (Radius is not (>= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(Radius), Radius, "A stick leans by 0..1 of its way.");
        if (!float.IsFinite(Theta))
            throw new ArgumentOutOfRangeException(nameof(Theta), Theta, "A stick leans towards a finite angle.");
        if (float.IsNaN(Fire))
            throw new ArgumentOutOfRangeException(nameof(Fire), Fire, "A button is pressed by 0..1.");
    }

    /// <exception cref="ArgumentOutOfRangeException">A threshold outside 0..1.</exception>
    internal static void ValidateThreshold(float threshold)
    {
        if (threshold is not (>= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(threshold), threshold, "The threshold of continuous actions lies in 0..1.");
    }
}
