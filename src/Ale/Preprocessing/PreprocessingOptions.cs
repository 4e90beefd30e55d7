namespace DqnGpu.Ale;

/// <summary>How two frames become the picture that the agent sees.</summary>
public enum FramePooling
{
    /// <summary>The last frame alone.</summary>
    LastFrame,

    /// <summary>Maximum of R, G and B over the last two frames, then gray.</summary>
    MaxThenGray,

    /// <summary>Both frames to gray, then the maximum.</summary>
    GrayThenMax,

    /// <summary>
    /// As <see cref="GrayThenMax"/>, but where a step ends early its last frame is not seen: ALE's own vector environment then shows what its buffers held
    /// before, the observation before or, on a step's last frame, the maximum of that and the frame before.
    /// </summary>
    BufferedGrayThenMax,
}

/// <summary>What the loss of a life, short of the game's end, means to the learner.</summary>
public enum LifeLoss
{
    /// <summary>Nothing.</summary>
    Ignored,

    /// <summary>SB3's EpisodicLifeEnv: a terminal, seen at the end of the step; the next reset is one step of NOOP.</summary>
    EpisodicLife,

    /// <summary>Dopamine, Nature: a terminal that cuts the step short; the next reset plays nothing, the game goes on.</summary>
    TerminalAndContinue,

    /// <summary>Gymnasium's terminal_on_life_loss: a terminal that cuts the step short; the next reset is a real one, so that a game is one life.</summary>
    TerminalAndReset,
}

/// <summary>What a real reset plays before the first observation.</summary>
public enum ResetSequence
{
    /// <summary>
    /// 1..<see cref="PreprocessingOptions.NoOpMax"/> frames of NOOP where that is not 0; then, if <see cref="PreprocessingOptions.FireReset"/>, one step of
    /// FIRE and one of the next action, in games whose action set has FIRE (SB3). The frame limit counts all of them.
    /// </summary>
    NoOpsThenFire,

    /// <summary>
    /// If <see cref="PreprocessingOptions.FireReset"/>, one frame of FIRE in games whose action set has it; then NOOP, so that both make
    /// 0..<see cref="PreprocessingOptions.NoOpMax"/> - 1 frames, but for FIRE itself (ALE's vector environment). The frame limit counts none of them.
    /// </summary>
    FireThenNoOps,
}

/// <summary>What a stack of frames holds before enough frames were seen.</summary>
public enum StackStart
{
    /// <summary>The episode's first frame, repeated.</summary>
    RepeatFirstFrame,

    /// <summary>Black frames.</summary>
    Zeros,
}

/// <summary>
/// Everything between the emulator and the agent, part by part. The presets are the pipelines of well-known systems; start from one
/// and change what differs: <c>PreprocessingOptions.Sb3 with { LifeLoss = LifeLoss.EpisodicLife }</c>.
/// </summary>
public sealed record PreprocessingOptions
{
    /// <summary>The preset's name, for messages and saved options.</summary>
    public string Name { get; init; } = "custom";

    /// <summary>Sticky actions: probability per frame that the emulator repeats the last action, 0..1.</summary>
    public float RepeatActionProbability { get; init; }

    /// <summary>Frames after which an episode is truncated; 0 = never.</summary>
    public int MaxFramesPerEpisode { get; init; } = 108_000;

    /// <summary>All 18 actions instead of those that matter in the game.</summary>
    public bool FullActionSet { get; init; }

    /// <summary>Which frames of NOOP and FIRE follow a reset.</summary>
    public ResetSequence ResetSequence { get; init; }

    /// <summary>Up to how many frames of NOOP follow a reset, see <see cref="ResetSequence"/>; 0 = none.</summary>
    public int NoOpMax { get; init; }

    /// <summary>Frames per step, at least 1.</summary>
    public int FrameSkip { get; init; } = 4;

    /// <summary>Which of a step's frames are seen.</summary>
    public FramePooling Pooling { get; init; } = FramePooling.MaxThenGray;

    /// <summary>What the loss of a life means.</summary>
    public LifeLoss LifeLoss { get; init; }

    /// <summary>A reset presses FIRE in games whose action set has it; see <see cref="ResetSequence"/>.</summary>
    public bool FireReset { get; init; }

    /// <summary>What is seen, and how large.</summary>
    public ObservationOptions Observation { get; init; } = new();

    /// <inheritdoc cref="AtariEnvironmentOptions.ContinuousActionThreshold"/>
    public float ContinuousActionThreshold { get; init; } = ContinuousAction.DefaultThreshold;

    /// <summary>The learner's reward is the sign of the score's change.</summary>
    public bool ClipReward { get; init; } = true;

    /// <summary>Frames in a stack, for those who use <see cref="FrameStack"/>.</summary>
    public int StackSize { get; init; } = 4;

    /// <summary>How a stack begins.</summary>
    public StackStart StackStart { get; init; }

    /// <summary>
    /// Stable-Baselines3's AtariWrapper on a NoFrameskip-v4 game, without life-loss terminals, stacked with the first frame repeated: the
    /// article's.
    /// </summary>
    public static PreprocessingOptions Sb3 { get; } = new() { Name = "sb3", NoOpMax = 30, FireReset = true };

    /// <summary>Gymnasium's AtariPreprocessing and FrameStackObservation with their defaults, on a v5 game with frameskip 1.</summary>
    public static PreprocessingOptions Gymnasium { get; } = new()
    {
        Name = "gymnasium",
        RepeatActionProbability = 0.25f,
        NoOpMax = 30,
        Pooling = FramePooling.GrayThenMax,
        ClipReward = false,
    };

    /// <summary>
    /// Dopamine's AtariPreprocessing with sticky actions (Castro et al., 2018; Machado et al., 2018); its agents clip rewards and stack on
    /// zeros.
    /// </summary>
    public static PreprocessingOptions Dopamine { get; } = new()
    {
        Name = "dopamine",
        RepeatActionProbability = 0.25f,
        Pooling = FramePooling.GrayThenMax,
        StackStart = StackStart.Zeros,
    };

    /// <summary>
    /// Mnih et al., "Human-level control through deep reinforcement learning", 2015: no-op starts, life loss is terminal and play goes on.
    /// The paper does not name the resize; it is by area, as everywhere here.
    /// </summary>
    public static PreprocessingOptions Nature { get; } = new()
    {
        Name = "nature",
        NoOpMax = 30,
        LifeLoss = LifeLoss.TerminalAndContinue,
        StackStart = StackStart.Zeros,
    };

    /// <summary>
    /// ALE's own vector environment with its defaults (ale_py.AtariVectorEnv), stacks on zeros: the same seed gives the same frames and rewards. Its
    /// continuous=True is <c>Ale with { FullActionSet = true }</c>.
    /// </summary>
    public static PreprocessingOptions Ale { get; } = new()
    {
        Name = "ale",
        ResetSequence = ResetSequence.FireThenNoOps,
        NoOpMax = 30,
        FireReset = true,
        Pooling = FramePooling.BufferedGrayThenMax,
        StackStart = StackStart.Zeros,
    };

    /// <summary>The five presets.</summary>
    public static IReadOnlyList<PreprocessingOptions> Presets { get; } = [Sb3, Gymnasium, Dopamine, Nature, Ale];

    /// <summary>The preset of a name, in any case.</summary>
    /// <exception cref="ArgumentException">No preset has that name; the message lists them.</exception>
    public static PreprocessingOptions Find(string name) =>
        Presets.FirstOrDefault(preset => preset.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new ArgumentException(
            $"There is no preprocessing '{name}'. Choose one of {string.Join(", ", Presets.Select(preset => preset.Name))}.", nameof(name));

    /// <exception cref="ArgumentOutOfRangeException">A value outside its range.</exception>
    internal void Validate()
    {
        if (RepeatActionProbability is not (>= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(RepeatActionProbability), RepeatActionProbability, "A probability lies in 0..1.");
        ArgumentOutOfRangeException.ThrowIfNegative(MaxFramesPerEpisode);
        ArgumentOutOfRangeException.ThrowIfNegative(NoOpMax);
        ContinuousAction.ValidateThreshold(ContinuousActionThreshold);
        Observation.Validate();
        ArgumentOutOfRangeException.ThrowIfLessThan(FrameSkip, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(StackSize, 1);
    }
}
