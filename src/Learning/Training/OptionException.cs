namespace DqnGpu.Agent;

/// <summary>An option or an argument of the user that cannot be; the message is one line, names the value and says what is expected.</summary>
public sealed class OptionException(string message) : Exception(message);
