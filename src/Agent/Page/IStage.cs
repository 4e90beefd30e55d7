namespace DqnGpu.Agent;

/// <summary>What a page shows: games that a network plays, and the network. Everything here may be called on any thread.</summary>
public interface IStage
{
    /// <summary>What stays the same.</summary>
    StageInfo Info { get; }

    /// <summary>The game as the network plays it, for consoles beside those that are shown.</summary>
    GameSetup Setup { get; }

    /// <summary>How the training stands; null where nothing is trained, or before the first report.</summary>
    TrainingStatus? Status { get; }

    /// <summary>Games finished.</summary>
    long GamesFinished { get; }

    /// <summary>Why there is nothing more to see; null while there is.</summary>
    string? Ended { get; }

    /// <summary>Nothing is played while it is true; questions are answered.</summary>
    bool Paused { get; set; }

    /// <summary>
    /// How fast games are to be played, in steps of the game's own pace; infinite: as fast as possible. A training does not care, and is shown in clips.
    /// </summary>
    double Speed { get; set; }

    /// <summary>Steps of a training are more than anybody can see: slower speeds show clips of it.</summary>
    bool PlaysAtItsOwnPace { get; }

    /// <summary>What is kept of a game to be looked at.</summary>
    /// <param name="game">0..<see cref="StageInfo.Games"/>-1.</param>
    GameRecorder Recorder(int game);

    /// <summary>Asks something on the thread that plays, between two steps.</summary>
    /// <exception cref="InvalidOperationException">Nobody plays any more (in the task).</exception>
    Task<T> Ask<T>(Func<StageAccess, T> question);
}
