namespace DqnGpu.Ale;

/// <summary>The wrapper that repeats actions and knows which of the frames are seen.</summary>
internal interface IFrameSkip : IGameWrapper
{
    /// <summary>Somebody looks at each frame, not only at those that are seen.</summary>
    bool IsWatched { get; set; }

    /// <summary>Writes the observation after the last reset or step, whose size was checked before.</summary>
    void GetObservation(Span<byte> observation);
}
