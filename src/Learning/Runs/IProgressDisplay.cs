namespace DqnGpu.Agent;

/// <summary>Shows a running training to a person.</summary>
public interface IProgressDisplay
{
    /// <summary>Time between two reports.</summary>
    TimeSpan Interval { get; }

    /// <summary>Runs the training, which reports now and then.</summary>
    void Show(Action<Action<TrainingStatus>> training);
}
