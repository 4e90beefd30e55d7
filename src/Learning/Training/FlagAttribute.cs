namespace DqnGpu.Agent;

/// <summary>Makes a property of <see cref="TrainingOptions"/> a flag of the command line, <c>ReplayCapacity</c> being <c>--replay-capacity</c>.</summary>
/// <param name="group">Heading under which the options are shown.</param>
/// <param name="help">One line for <c>--help</c>.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class FlagAttribute(string group, string help) : Attribute
{
    /// <summary>Heading under which the options are shown.</summary>
    public string Group => group;

    /// <summary>One line for <c>--help</c>.</summary>
    public string Help => help;

    /// <summary>Another name of the flag, without dashes.</summary>
    public string? Alias { get; init; }

    /// <summary>Smallest value allowed.</summary>
    public double Min { get; init; } = double.NegativeInfinity;

    /// <summary>Largest value allowed.</summary>
    public double Max { get; init; } = double.PositiveInfinity;

    /// <summary>Names allowed, where the property is a string of a fixed set.</summary>
    public string[]? Names { get; init; }
}
