namespace DqnGpu.Agent;

/// <summary>A game that is shown step by step: one that an agent plays now, or one that was recorded.</summary>
public interface IWatchedGame
{
    /// <summary>The console's screen after the last step.</summary>
    Screen Screen { get; }

    /// <summary>Shown each frame that a step plays; <see cref="Screen"/> is that frame's then. Null: frames within a step are shown to nobody.</summary>
    Action<Screen>? FramePlayed { get; set; }

    /// <summary>Time played since the first step, as a television would take to show it.</summary>
    TimeSpan Played { get; }

    /// <summary>True score of the running game.</summary>
    double Score { get; }

    /// <summary>Value that a network gives the state that it acted on last; null: no network acts.</summary>
    double? Value { get; }

    /// <summary>Games finished.</summary>
    int Games { get; }

    /// <summary>True when the last step ended a game; <see cref="Score"/> is that game's.</summary>
    bool GameEnded { get; }

    /// <summary>One step.</summary>
    void Step();

    /// <summary>Leaves the running game, which counts as finished, and begins the next.</summary>
    void GiveUp();
}
