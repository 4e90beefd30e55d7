namespace DqnGpu.Ale;

/// <summary>
/// A running game as the preprocessing sees it. <see cref="AtariEnvironment"/> is one; tests play scripted ones.
/// </summary>
public interface IAtariGame
{
    /// <inheritdoc cref="AtariEnvironment.GameOver"/>
    bool GameOver { get; }

    /// <inheritdoc cref="AtariEnvironment.Truncated"/>
    bool Truncated { get; }

    /// <inheritdoc cref="AtariEnvironment.Lives"/>
    int Lives { get; }

    /// <summary>Rows of <see cref="Screen"/>.</summary>
    int ScreenHeight { get; }

    /// <inheritdoc cref="AtariEnvironment.Screen"/>
    ReadOnlySpan<byte> Screen { get; }

    /// <inheritdoc cref="AtariEnvironment.Ram"/>
    ReadOnlySpan<byte> Ram { get; }

    /// <summary><see cref="AtariConsole.PaintsLater"/>, where a game can.</summary>
    bool PaintsLater
    {
        get => false;
        set { }
    }

    /// <summary><see cref="AtariConsole.GenerateSound"/>, where a game can; otherwise silence.</summary>
    void GenerateSound(Span<byte> samples) => samples.Fill(TiaSound.Silence);

    /// <inheritdoc cref="AtariEnvironment.Format"/>
    TvFormat Format { get; }

    /// <inheritdoc cref="AtariEnvironment.Palette"/>
    Palette Palette { get; }

    /// <summary>What a saved state of it would be of, now.</summary>
    AtariStateDescription Description { get; }

    /// <inheritdoc cref="AtariEnvironment.ResetGame"/>
    void ResetGame();

    /// <inheritdoc cref="AtariEnvironment.Reload"/>
    void Reload(uint randomSeed);

    /// <inheritdoc cref="AtariEnvironment.Act(int, float)"/>
    int Act(int action, float strength = 1);

    /// <inheritdoc cref="AtariEnvironment.StateSize"/>
    int StateSize(bool includeRandom);

    /// <inheritdoc cref="AtariEnvironment.SaveState"/>
    void SaveState(Span<byte> destination, bool includeRandom);

    /// <inheritdoc cref="AtariEnvironment.LoadState"/>
    void LoadState(ReadOnlySpan<byte> source, bool includeRandom);
}
