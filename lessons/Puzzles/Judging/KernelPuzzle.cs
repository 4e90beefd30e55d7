using DqnGpu.Lessons.Running;
using DqnGpu.PtxMachine;

namespace DqnGpu.Lessons.Puzzles.Judging;

/// <summary>A puzzle whose hole lies in a kernel.</summary>
/// <param name="hole">The kernel with the hole.</param>
/// <param name="solution">The same, solved: as plainly as can be.</param>
/// <param name="best">A way that costs memory less, where one is known.</param>
public abstract class KernelPuzzle<TArguments>(Action<TArguments> hole, Action<TArguments> solution, Action<TArguments>? best = null) : Puzzle
    where TArguments : struct
{
    /// <inheritdoc/>
    public override string Name => hole.Method.DeclaringType!.Name;

    /// <inheritdoc/>
    public override Verdict JudgeHole() => Judge(hole);

    /// <inheritdoc/>
    public override Verdict JudgeSolution() => Judge(solution);

    /// <inheritdoc/>
    public override Verdict JudgeBest() => Judge(best ?? solution);

    /// <summary>Judges any kernel that takes the puzzle's arguments.</summary>
    public Verdict Judge(Action<TArguments> kernel)
    {
        using var memory = new LessonMemory();
        var trial = Prepare(memory);
        LaunchCounts counts;
        try
        {
            counts = SoftwareMachine.Launch(kernel, trial.Grid, trial.Group, trial.Arguments);
        }
        catch (Exception error) when (FaultTelling.Tell(error, trial.Tensors) is { } told)
        {
            return Verdict.Wrong(told);
        }
        foreach (var expectation in trial.Expectations)
            if (expectation.WhatIsWrong() is { } wrong)
                return Verdict.Wrong(wrong);
        return MissedGoal(counts) is { } missed ? Verdict.Wrong(missed) : Verdict.Right(Score.Of(counts));
    }

    /// <summary>Data, the launch, and what must come of it.</summary>
    protected abstract Trial<TArguments> Prepare(LessonMemory memory);

    /// <summary>What a right kernel costs too much, if anything.</summary>
    protected virtual string? MissedGoal(LaunchCounts counts) => null;
}
