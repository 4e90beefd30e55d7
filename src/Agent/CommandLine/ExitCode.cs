using System.Runtime.InteropServices;

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

    /// <summary>Its terminal was closed (128 + SIGHUP, as shells have it); what was to be kept is written.</summary>
    public const int HungUp = 129;

    /// <summary>The user stopped it (128 + SIGINT); what was to be kept is written.</summary>
    public const int Interrupted = 130;

    /// <summary>Somebody ended it (128 + SIGTERM); what was to be kept is written.</summary>
    public const int Terminated = 143;

    /// <summary>Nobody reads the output any more (128 + SIGPIPE, as shells have it).</summary>
    public const int ReaderGone = 141;

    /// <summary>What the process returns that a signal ended.</summary>
    public static int After(PosixSignal signal) => signal switch
    {
        PosixSignal.SIGHUP => HungUp,
        PosixSignal.SIGTERM => Terminated,
        _ => Interrupted,
    };
}
