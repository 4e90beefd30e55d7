namespace DqnGpu.Ale;

/// <summary>When an environment whose episode ended is reset (Gymnasium: AutoresetMode).</summary>
public enum AutoresetMode
{
    /// <summary>
    /// In the step that ended it: the observation returned is the next episode's first, the one before it is
    /// <see cref="VectorEnvironment.FinalObservation"/>.
    /// </summary>
    SameStep,

    /// <summary>
    /// In the step after: that one ignores its action and gives no reward. The observation returned at the end is the final one.
    /// </summary>
    NextStep,

    /// <summary>
    /// By the caller, with <see cref="VectorEnvironment.Reset(ReadOnlySpan{bool}, Memory{byte}, ReadOnlySpan{ulong})"/>. A step while an episode has ended
    /// is refused, and none of the environments is stepped.
    /// </summary>
    Disabled,
}
