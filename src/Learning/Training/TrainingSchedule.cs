namespace DqnGpu.Agent;

/// <summary>How many trainings are due by which agent step, when their number for each step moves in a straight line and then stays.</summary>
/// <remarks>
/// With r(s) = 1/Every + (1/(Growth Every) - 1/Every) min(s / Steps, 1) trainings at step s, n of them are due by step s, where
/// <code>
/// n(s) = integral of r from 0 to s = s / Every + (1/(Growth Every) - 1/Every) (w^2 / (2 Steps) + s - w)          w = min(s, Steps)
/// </code>
/// A formula, not a count that goes on: a resumed run needs to know nothing but its step.
/// </remarks>
/// <param name="Every">Steps for each training at the start, at least 1.</param>
/// <param name="Growth">How many times as many steps there are for each training from step <paramref name="Steps"/> on, at least 1.</param>
/// <param name="Steps">Length of the way, at least 1.</param>
public readonly record struct TrainingSchedule(int Every, double Growth, long Steps)
{
    /// <summary>Trainings that are due by a step, 0 or later: exactly step / Every, rounded down, where both paces are the same.</summary>
    public long TrainingsBy(long step)
    {
        double onTheWay = Math.Min(step, Steps);
        return (long)((double)step / Every + (1 / (Growth * Every) - 1.0 / Every) * (onTheWay * onTheWay / (2.0 * Steps) + (step - onTheWay)));
    }
}
