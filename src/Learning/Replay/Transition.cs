namespace DqnGpu.Agent;

/// <summary>One transition of the replay memory, but for its two states.</summary>
/// <param name="Action">The action played.</param>
/// <param name="Reward">The discounted sum of the next n rewards, or of those up to the episode's end.</param>
/// <param name="Discount">What the value of the next state counts: gamma^m, or 0 after a terminal.</param>
/// <param name="NextSlot">Where the next state is.</param>
public readonly record struct Transition(int Action, float Reward, float Discount, long NextSlot);
