namespace DqnGpu.Ale.Tests.Cartridges;

/// <summary>Plays a bundled cartridge as an agent does: an action lasts four frames, a random number of no-ops comes first.</summary>
internal sealed class BundledGame
{
    public const int FramesPerAction = 4;

    public BundledGame(string name, int? difficulty = null)
    {
        Environment = new AtariEnvironment(
            BundledCartridges.Find(name)!,
            Games.Find(name),
            new AtariEnvironmentOptions { RepeatActionProbability = 0, RandomSeed = 0, Difficulty = difficulty });
    }

    public AtariEnvironment Environment { get; }

    /// <summary>The byte at a CPU address, $80..$FF.</summary>
    public int this[int address] => Environment.Ram[address - 0x80];

    /// <summary>Line counts other than 262 since the start.</summary>
    public HashSet<int> OddLineCounts { get; } = [];

    /// <summary>All values of <see cref="AtariEnvironment.Lives"/> of the last episode, in order.</summary>
    public List<int> LivesSeen { get; } = [];

    /// <summary>Signed 8.8 fixed point: high byte at <paramref name="address"/>, low byte before it.</summary>
    public double Fixed(int address) => (short)(this[address] << 8 | this[address - 1]) / 256.0;

    /// <summary>One action for <paramref name="frames"/> frames or until the game is over. Returns the sum of rewards.</summary>
    public int Act(AtariAction action, int frames = FramesPerAction)
    {
        int reward = 0;
        for (int frame = 0; frame < frames && !Environment.GameOver; frame++)
        {
            reward += Environment.Act(action);
            if (Environment.Console.ScanlinesOfLastFrame != 262) OddLineCounts.Add(Environment.Console.ScanlinesOfLastFrame);
            if (LivesSeen.Count == 0 || LivesSeen[^1] != Environment.Lives) LivesSeen.Add(Environment.Lives);
        }
        return reward;
    }

    /// <summary>An episode from reset to its end, or to <paramref name="maxSteps"/> actions.</summary>
    public (int Steps, int Score) Play(Func<AtariAction> policy, int noops, int maxSteps)
    {
        LivesSeen.Clear();
        Environment.ResetGame();
        int score = Act(AtariAction.Noop, noops), steps = 0;
        for (; steps < maxSteps && !Environment.GameOver; steps++) score += Act(policy());
        return (steps, score);
    }

    public Func<AtariAction> RandomPolicy(int seed)
    {
        var random = new Random(seed);
        return () => Environment.Game.MinimalActions[random.Next(Environment.Game.MinimalActions.Count)];
    }
}
