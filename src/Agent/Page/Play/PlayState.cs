namespace DqnGpu.Agent;

/// <summary>How a <see cref="PersonGame"/> stands at one frame; its picture goes beside.</summary>
/// <param name="Frame">Frames played since it began.</param>
/// <param name="Score">True score of the running game, or of the one that is over.</param>
/// <param name="Lives">Lives left.</param>
/// <param name="Games">Games finished.</param>
/// <param name="NetworkPlays">The network has the controller, not the person.</param>
/// <param name="NetworkMayPlay">There is a network that can take it.</param>
/// <param name="Values">q of the state that the network chose for last; null when it does not play.</param>
/// <param name="YourScores">Scores of the last games that the person played alone, oldest first.</param>
/// <param name="NetworkScores">Scores of the last games that the network played alone, oldest first.</param>
/// <param name="Over">The game is over, and the next has not begun.</param>
/// <param name="Paused">Nothing moves.</param>
public sealed record PlayState(
    long Frame, int Score, int Lives, int Games, bool NetworkPlays, bool NetworkMayPlay, IReadOnlyList<float>? Values, IReadOnlyList<int> YourScores,
    IReadOnlyList<int> NetworkScores, bool Over, bool Paused);
