namespace DqnGpu.Agent;

/// <summary>Sizes of what a <see cref="PlayedStep"/> holds.</summary>
/// <param name="ScreenLength">Bytes of the console's picture, [H, 160].</param>
/// <param name="StackLength">Bytes of a state, [C, 84, 84].</param>
/// <param name="Actions">A.</param>
public readonly record struct PlayedStepShape(int ScreenLength, int StackLength, int Actions);

/// <summary>One decision in one game, as a page shows it: the state, what the network said of it, what was done, and what came of it.</summary>
public sealed class PlayedStep(PlayedStepShape shape)
{
    /// <summary>Which decision of this game it is, counted since the process began.</summary>
    public long Number { get; internal set; }

    /// <summary>The console's picture in the state acted on, palette indices [H, 160].</summary>
    public byte[] Screen { get; } = new byte[shape.ScreenLength];

    /// <summary>The state acted on, s [C, 84, 84].</summary>
    public byte[] Stack { get; } = new byte[shape.StackLength];

    /// <summary>q(s, .) [A]; NaN where the network was not asked, because all actions were random.</summary>
    public float[] Values { get; } = new float[shape.Actions];

    /// <summary>The action taken, 0..A-1.</summary>
    public int Action { get; internal set; }

    /// <summary>True when it was drawn, not the network's.</summary>
    public bool WasRandom { get; internal set; }

    /// <summary>The learner's reward for it.</summary>
    public float Reward { get; internal set; }

    /// <summary>True score of the game after it.</summary>
    public double Score { get; internal set; }

    /// <summary>It ended the episode: the next state has no value.</summary>
    public bool Terminal { get; internal set; }

    /// <summary>It ended the game.</summary>
    public bool GameEnd { get; internal set; }

    /// <summary>The one-step temporal-difference error q(s, a) - (r + gamma max q(s', .)); NaN where the network was not asked.</summary>
    public float Error { get; internal set; }

    /// <summary>How great the error is against the recent ones of this game, 0..1.</summary>
    public float Surprise { get; internal set; }

    /// <summary>max q(s, .); NaN where the network was not asked.</summary>
    public float Value => Values.Max();

    /// <summary>Copies everything.</summary>
    public void CopyTo(PlayedStep other)
    {
        Screen.CopyTo(other.Screen, 0);
        Stack.CopyTo(other.Stack, 0);
        Values.CopyTo(other.Values, 0);
        (other.Number, other.Action, other.WasRandom, other.Reward, other.Score) = (Number, Action, WasRandom, Reward, Score);
        (other.Terminal, other.GameEnd, other.Error, other.Surprise) = (Terminal, GameEnd, Error, Surprise);
    }
}
