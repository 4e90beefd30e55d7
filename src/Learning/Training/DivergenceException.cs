namespace DqnGpu.Agent;

/// <summary>A training has come to numbers from which nothing can be learnt any more.</summary>
public sealed class DivergenceException(string message) : Exception(message);
