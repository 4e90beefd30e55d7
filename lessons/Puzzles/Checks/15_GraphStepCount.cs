using DqnGpu.Lessons.Puzzles.Judging;
using DqnGpu.Lessons.Running;

namespace DqnGpu.Lessons.Puzzles.Checks;

internal sealed class GraphStepCountCheck : Puzzle
{
    private const int Parameters = 256;
    private const int Replays = 5;

    public override int Number => 15;

    public override string Name => nameof(GraphStepCount);

    public override string Title => "A captured graph whose step count stays 1";

    public override IReadOnlyList<string> Hints =>
    [
        "A graph keeps the arguments of its launches as they were when it was captured; C1 and C2 are two of them. Whatever changes from step to step must " +
        "lie in memory of the device, and be changed there, by a launch that the graph holds too.",
        "Keep c1 and c2 in Schedule, both 0 at the beginning. A second kernel of one thread, captured before the first, makes one step more of them: " +
        "c = beta * c + (1 - beta), which is 1 - beta^t. Kernel reads p.Schedule[0] and [1] in place of p.C1 and p.C2.",
    ];

    public override Verdict JudgeHole() => Judge(new GraphStepCount().Capture);

    public override Verdict JudgeSolution() => Judge(Solutions.GraphStepCount.Capture);

    private static Verdict Judge(Action<LaunchGraph, GraphStepCount.Arguments> capture)
    {
        using var memory = new LessonMemory();
        var adam = new AdamTensors(memory, Parameters);
        var frozen = new AdamTensors(memory, Parameters);
        var schedule = Tensor.Zeros(memory, "schedule", ("i", 2));
        var graph = new LaunchGraph();
        capture(graph, new()
        {
            Rate = AdamTensors.Rate,
            Beta1 = AdamTensors.Settings.Beta1,
            Beta2 = AdamTensors.Settings.Beta2,
            Epsilon = AdamTensors.Settings.Epsilon,
            W = adam.W.View,
            M = adam.M.View,
            V = adam.V.View,
            G = adam.G.View,
            Schedule = schedule.View,
        });
        Score? score = null;
        for (var t = 1; t <= Replays; t++)
        {
            try
            {
                var launches = graph.Replay();
                if (launches.Count == 0)
                    return Verdict.Wrong("Nothing was captured: Capture launches what the graph is to hold.");
                score = Score.Of(launches);
            }
            catch (Exception error) when (FaultTelling.Tell(error, [adam.W, adam.M, adam.V, adam.G, schedule]) is { } told)
            {
                return Verdict.Wrong($"In replay {t}: {told}");
            }
            adam.Step(t);
            var mistake = (frozen.Step(1), "What you have is what t = 1 gives in every step: a replayed launch has the arguments that it was captured with.");
            foreach (var expectation in adam.Expectations($"step {t} of Adam"))
                if ((expectation with { Mistakes = expectation.Output == adam.W ? [mistake] : [] }).WhatIsWrong() is { } wrong)
                    return Verdict.Wrong($"After replay {t}: {wrong}");
        }
        return Verdict.Right(score!);
    }
}
