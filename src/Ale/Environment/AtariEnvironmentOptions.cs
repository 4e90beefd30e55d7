namespace DqnGpu.Ale;

/// <summary>
/// Settings of an <see cref="AtariEnvironment"/>, with ALE's names and ALE's defaults. Note the default of
/// <see cref="RepeatActionProbability"/>: .25, the "v5" setting; the DQN papers played with 0.
/// </summary>
public sealed record AtariEnvironmentOptions
{
    /// <summary>
    /// Sticky actions: probability, drawn every frame, that the last action is played again instead of the new one
    /// (ALE: repeat_action_probability).
    /// </summary>
    public float RepeatActionProbability { get; init; } = 0.25f;

    /// <summary>Frames per call of <see cref="AtariEnvironment.Act(int, float)"/>, at least 1 (ALE: frame_skip).</summary>
    public int FrameSkip { get; init; } = 1;

    /// <summary>Frames after which an episode is truncated; 0 = never (ALE: max_num_frames_per_episode).</summary>
    public int MaxFramesPerEpisode { get; init; }

    /// <summary>Seed of the sticky actions; null takes one from the system's random numbers (ALE: random_seed, -1).</summary>
    public uint? RandomSeed { get; init; }

    /// <summary>Game mode; null = the game's default. One of <see cref="GameDefinition.Modes"/>.</summary>
    public int? Mode { get; init; }

    /// <summary>
    /// Difficulty switches, one of <see cref="GameDefinition.Difficulties"/>; null = both at B, ALE's default in every game.
    /// </summary>
    public int? Difficulty { get; init; }

    /// <summary>Each screen is a blend of the last two frames (ALE: color_averaging).</summary>
    public bool ColorAveraging { get; init; }

    /// <summary>
    /// The sound is made too, for <see cref="AtariEnvironment.GetAudio"/> (ALE: sound_obs). It changes nothing else, and costs nothing where it is false.
    /// </summary>
    public bool Sound { get; init; }

    /// <summary>The loss of a life truncates the episode (ALE: truncate_on_loss_of_life).</summary>
    public bool TruncateOnLossOfLife { get; init; }

    /// <summary>
    /// The sum of rewards of one call of <see cref="AtariEnvironment.Act(int, float)"/> is not less than this (ALE: reward_min).
    /// </summary>
    public int RewardMin { get; init; } = int.MinValue;

    /// <summary>
    /// The sum of rewards of one call of <see cref="AtariEnvironment.Act(int, float)"/> is not more than this (ALE: reward_max).
    /// </summary>
    public int RewardMax { get; init; } = int.MaxValue;

    /// <summary>Beyond which lean or pressure a continuous action closes a switch, 0..1 (ALE: continuous_action_threshold).</summary>
    public float ContinuousActionThreshold { get; init; } = ContinuousAction.DefaultThreshold;

    /// <exception cref="ArgumentOutOfRangeException">A value outside its range.</exception>
    internal void Validate()
    {
        ContinuousAction.ValidateThreshold(ContinuousActionThreshold);
        if (!(RepeatActionProbability is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(RepeatActionProbability), RepeatActionProbability, "A probability lies in 0..1.");
        ArgumentOutOfRangeException.ThrowIfLessThan(FrameSkip, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxFramesPerEpisode);
        if (RewardMin > RewardMax)
            throw new ArgumentOutOfRangeException(nameof(RewardMin), RewardMin, $"RewardMin is more than RewardMax ({RewardMax}).");
    }
}
