namespace DqnGpu.Agent;

/// <summary>Looks on while a training runs: all that the trainer knows of pages, videos, pictures and whoever else wants to see it.</summary>
/// <remarks>
/// Every call comes on the training's own thread, between two iterations: there everything of the trainer may be read, and its device used. What is done
/// there the training waits for, so an observer copies what it needs and returns; it allocates nothing in <see cref="Iterated"/>, and changes nothing.
/// </remarks>
public interface ITrainingObserver
{
    /// <summary>Whether it wants to see all action values of each choice, <see cref="EpsilonGreedyChooser.Values"/>.</summary>
    bool ReadsValues => false;

    /// <summary>Whether the training is to pause now.</summary>
    bool WantsPause => false;

    /// <summary>The training is about to begin, or to go on.</summary>
    /// <param name="trainer">The algorithm.</param>
    /// <param name="games">The consoles.</param>
    void Begin(Trainer trainer, AtariVector games)
    {
    }

    /// <summary>One iteration is done: one decision in every game.</summary>
    void Iterated()
    {
    }

    /// <summary>How the training stands, once or twice a second.</summary>
    void Report(in TrainingStatus status)
    {
    }

    /// <summary>Holds the training up for as long as it is to pause.</summary>
    /// <param name="stop">Ends the pause, and the training.</param>
    void Pause(CancellationToken stop)
    {
    }

    /// <summary>A checkpoint was written, with all that goes with it: what else is to lie beside it is written now.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="failed">Lets it be written; what fails is told with the progress, and ends no training.</param>
    void Saved(RunFolder folder, FailedWriters failed)
    {
    }

    /// <summary>The training is over; the trainer is about to go.</summary>
    void End()
    {
    }
}
