namespace DqnGpu.Ale;

/// <summary>What a game's rules remember from frame to frame. Part of a saved state, so it holds values only.</summary>
public struct GameProgress
{
    /// <summary>Score as the rules read it last.</summary>
    public int Score;

    /// <summary>Reward of the frame just played.</summary>
    public int Reward;

    /// <summary>Lives as the rules read them last; what the agent is told is <see cref="GameDefinition.LivesOf"/>.</summary>
    public int Lives;

    /// <summary>1 once the game is over. A number because saved states are blittable.</summary>
    public int TerminalFlag;

    /// <summary>For the few games whose rules need more: each says in its own file what it keeps here.</summary>
    public int Memory0;

    /// <inheritdoc cref="Memory0"/>
    public int Memory1;

    /// <inheritdoc cref="Memory0"/>
    public int Memory2;

    /// <inheritdoc cref="Memory0"/>
    public int Memory3;

    /// <summary>The game is over.</summary>
    public bool Terminal
    {
        readonly get => TerminalFlag != 0;
        set => TerminalFlag = value ? 1 : 0;
    }

    /// <summary>The usual rule: the reward of a frame is what it added to the score.</summary>
    public void ScoreBecomes(int score)
    {
        Reward = score - Score;
        Score = score;
    }
}
