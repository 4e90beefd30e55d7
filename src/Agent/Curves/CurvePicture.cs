namespace DqnGpu.Agent;

/// <summary>Keeps the picture of a run's learning curve as new as its checkpoint.</summary>
/// <param name="setup">What is learned.</param>
public sealed class CurvePicture(GameSetup setup) : ITrainingObserver
{
    /// <inheritdoc/>
    public void Saved(RunFolder folder, FailedWriters failed) => failed.Try("curve.png", () =>
        LearningCurve.Draw(
            folder.Progress, folder.Evaluations, folder.Curve, $"{setup.Rom.Game.Name}, preset {setup.Options.Preset}, seed {setup.Options.Seed}"));
}
