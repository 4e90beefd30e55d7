using DqnGpu.Ale;

namespace DqnGpu.Agent;

/// <summary>A recording that is played again, an action at a time, for anything that shows it.</summary>
/// <remarks>Its games are what lies between two resets of the console; the last one may have been left in the middle.</remarks>
public sealed class RecordedGame : IWatchedGame
{
    private readonly AtariPlayback playback;
    private bool isOver;

    /// <summary>Begins with the first action.</summary>
    /// <exception cref="InvalidDataException">The recording holds no action, or is of another console.</exception>
    public RecordedGame(AtariPlayback playback)
    {
        this.playback = playback;
        if (!playback.Step())
            throw new InvalidDataException($"This recording of {playback.Recording.Game} holds nothing to see: no action was played.");
        Screen = new(playback.Environment);
        Screen.TakeFrame(playback.Environment);
        Score = playback.Reward;
    }

    /// <inheritdoc/>
    public Screen Screen { get; }

    /// <inheritdoc/>
    public Action<Screen>? FramePlayed { get; set; }

    /// <inheritdoc/>
    public TimeSpan Played =>
        TimeSpan.FromSeconds((playback.Steps - 1) * playback.Recording.Options.FrameSkip / playback.Environment.Format.FramesPerSecond());

    /// <inheritdoc/>
    public double Score { get; private set; }

    /// <inheritdoc/>
    public double? Value => null;

    /// <inheritdoc/>
    public int Games { get; private set; }

    /// <inheritdoc/>
    public bool GameEnded { get; private set; }

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The console plays otherwise than the one of the recording.</exception>
    public void Step()
    {
        var wasOver = GameEnded;
        if (!playback.Step())
        {
            isOver = true;
            Games += wasOver ? 0 : 1;
            GameEnded = true;
            return;
        }
        if (playback.BeganEpisode)
        {
            Games += wasOver ? 0 : 1;
            Score = 0;
        }
        Score += playback.Reward;
        GameEnded = playback.Environment.EpisodeOver;
        Games += GameEnded && !(wasOver && !playback.BeganEpisode) ? 1 : 0;
        Screen.TakeFrame(playback.Environment);
        FramePlayed?.Invoke(Screen);
    }

    /// <summary>Compares what is shown at the end of all with what was recorded there.</summary>
    /// <exception cref="InvalidDataException">They differ.</exception>
    public void CheckEnd()
    {
        while (!isOver)
            Step();
    }

    /// <inheritdoc/>
    public void GiveUp()
    {
        var games = Games;
        while (!isOver && Games == games)
            Step();
    }
}
