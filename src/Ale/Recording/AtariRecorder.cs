using System.Buffers.Binary;

namespace DqnGpu.Ale;

/// <summary>
/// A game that notes down what is played on it: put it between the console and whoever plays, for instance as what
/// <see cref="PreprocessedEnvironment.Create"/> puts around the console. <see cref="Save"/> writes an <see cref="AtariRecording"/>.
/// </summary>
/// <remarks>
/// Noted are actions, resets and reloads, a byte or a few each. Whoever changes the environment otherwise, its RAM or its mode say, makes a recording that
/// ends in an error when it is played. Recording allocates only when its room doubles.
/// </remarks>
public sealed class AtariRecorder : IAtariGame
{
    /// <summary>After so many actions the screen and the RAM are noted, so that a playback knows where it differs.</summary>
    public const int StepsBetweenChecks = 300;

    private readonly AtariEnvironment _environment;
    private readonly AtariEnvironmentOptions _options;
    private byte[] _events = new byte[4096];
    private int _length;

    /// <summary>Loads the environment's cartridge anew with its <see cref="AtariEnvironment.RandomSeed"/>, and notes what is played from there on.</summary>
    public AtariRecorder(AtariEnvironment environment)
    {
        _environment = environment;
        _options = environment.Options with { RandomSeed = environment.RandomSeed };
        environment.Reload(environment.RandomSeed);
    }

    /// <summary>Actions played so far.</summary>
    public long Steps { get; private set; }

    /// <inheritdoc/>
    public bool GameOver => _environment.GameOver;

    /// <inheritdoc/>
    public bool Truncated => _environment.Truncated;

    /// <inheritdoc/>
    public int Lives => _environment.Lives;

    /// <inheritdoc/>
    public int ScreenHeight => _environment.ScreenHeight;

    /// <inheritdoc/>
    public ReadOnlySpan<byte> Screen => _environment.Screen;

    /// <inheritdoc/>
    public ReadOnlySpan<byte> Ram => _environment.Ram;

    /// <inheritdoc/>
    public bool PaintsLater
    {
        get => _environment.PaintsLater;
        set => _environment.PaintsLater = value;
    }

    /// <inheritdoc/>
    public void GenerateSound(Span<byte> samples) => _environment.GenerateSound(samples);

    /// <inheritdoc/>
    public TvFormat Format => _environment.Format;

    /// <inheritdoc/>
    public Palette Palette => _environment.Palette;

    /// <inheritdoc/>
    public AtariStateDescription Description => _environment.Description;

    /// <inheritdoc/>
    public void ResetGame()
    {
        Add((byte)RecordedEvent.Reset);
        _environment.ResetGame();
    }

    /// <inheritdoc/>
    public void Reload(uint randomSeed)
    {
        Add((byte)RecordedEvent.Reload);
        BinaryPrimitives.WriteUInt32LittleEndian(Room(sizeof(uint)), randomSeed);
        _environment.Reload(randomSeed);
    }

    /// <inheritdoc/>
    public int Act(int action, float strength = 1)
    {
        // First the console, which knows which actions there are.
        int reward = _environment.Act(action, strength);
        if (strength == 1)
        {
            Add((byte)action);
        }
        else
        {
            Add((byte)RecordedEvent.Action);
            Add((byte)action);
            BinaryPrimitives.WriteSingleLittleEndian(Room(sizeof(float)), strength);
        }
        if (++Steps % StepsBetweenChecks == 0)
            AddCheck();
        return reward;
    }

    /// <inheritdoc/>
    public int StateSize(bool includeRandom) => _environment.StateSize(includeRandom);

    /// <inheritdoc/>
    public void SaveState(Span<byte> destination, bool includeRandom) => _environment.SaveState(destination, includeRandom);

    /// <summary>Refused: a recording is of actions and seeds, and a restored game is the outcome of neither.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public void LoadState(ReadOnlySpan<byte> source, bool includeRandom) =>
        throw new NotSupportedException("A game that is recorded cannot be restored: the recording holds actions and seeds alone.");

    /// <summary>What was played so far.</summary>
    public AtariRecording ToRecording()
    {
        var events = new byte[_length + 1 + sizeof(ulong) + 1];
        _events.AsSpan(0, _length).CopyTo(events);
        events[_length] = (byte)RecordedEvent.Check;
        BinaryPrimitives.WriteUInt64LittleEndian(events.AsSpan(_length + 1), ScreenAndRam.Hash(_environment));
        events[^1] = (byte)RecordedEvent.End;
        return new(new(_environment.Game.Name, _environment.Cartridge.Md5, Steps, _options), events);
    }

    /// <summary>Writes what was played so far to a file, which is whole or absent.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Save(string path) => ToRecording().Save(path);

    private void AddCheck()
    {
        Add((byte)RecordedEvent.Check);
        BinaryPrimitives.WriteUInt64LittleEndian(Room(sizeof(ulong)), ScreenAndRam.Hash(_environment));
    }

    private void Add(byte value) => Room(1)[0] = value;

    private Span<byte> Room(int length)
    {
        if (_length + length > _events.Length)
            Array.Resize(ref _events, 2 * _events.Length);
        _length += length;
        return _events.AsSpan(_length - length, length);
    }
}
