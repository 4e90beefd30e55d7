namespace DqnGpu.Ale;

/// <summary>A recording that is played again, action by action.</summary>
/// <example>
/// <code>
/// AtariPlayback playback = AtariRecording.Load("pong.rec").Play(cartridge);
/// while (playback.Step())
///     Show(playback.Environment.Screen);
/// </code>
/// </example>
public sealed class AtariPlayback
{
    private EventReader _events;
    private bool _isOver;

    internal AtariPlayback(AtariRecording recording, AtariEnvironment environment)
    {
        _events = new(recording.Events.ToArray());
        Recording = recording;
        Environment = environment;
    }

    /// <summary>What is played.</summary>
    public AtariRecording Recording { get; }

    /// <summary>The console, to be looked at: whoever plays on it makes another game of it.</summary>
    public AtariEnvironment Environment { get; }

    /// <summary>Actions played so far.</summary>
    public long Steps { get; private set; }

    /// <summary>Reward of the last action.</summary>
    public int Reward { get; private set; }

    /// <summary>The game was reset or loaded anew before the last action: it was the first of an episode.</summary>
    public bool BeganEpisode { get; private set; }

    /// <summary>Plays up to the next action and that itself.</summary>
    /// <returns>False: there was none; all is played.</returns>
    /// <exception cref="InvalidDataException">The game looks otherwise than when it was recorded; the message says after which action.</exception>
    public bool Step()
    {
        BeganEpisode = false;
        while (!_isOver)
        {
            switch (_events.Next())
            {
                case RecordedEvent.Action:
                    Reward = Environment.Act(_events.Action, _events.Strength);
                    Steps++;
                    return true;
                case RecordedEvent.Reset:
                    Environment.ResetGame();
                    BeganEpisode = true;
                    break;
                case RecordedEvent.Reload:
                    Environment.Reload(_events.Seed);
                    BeganEpisode = true;
                    break;
                case RecordedEvent.Check:
                    Check();
                    break;
                default:
                    _isOver = true;
                    break;
            }
        }
        return false;
    }

    private void Check()
    {
        if (ScreenAndRam.Hash(Environment) != _events.Hash)
            throw new InvalidDataException(
                $"The recording of {Recording.Game} and this console differ somewhere in the {AtariRecorder.StepsBetweenChecks} actions up to number {Steps}.");
    }
}
