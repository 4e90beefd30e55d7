namespace DqnGpu.Agent;

/// <summary>What the process returns.</summary>
public static class ExitCode
{
    /// <summary>All went well.</summary>
    public const int Success = 0;

    /// <summary>Something failed: a file, the memory, the device.</summary>
    public const int Failure = 1;

    /// <summary>The command line says something that cannot be.</summary>
    public const int Usage = 2;

    /// <summary>The user stopped it (128 + SIGINT, as shells have it).</summary>
    public const int Interrupted = 130;
}
