using System.Runtime.InteropServices;

namespace DqnGpu.Agent;

/// <summary>Ctrl+C, a termination and a closed terminal, as a wish to end in good order; a second Ctrl+C, or a second termination, ends the process.</summary>
/// <remarks>
/// To be made before any device is opened: OpenCL drivers that are built on LLVM put handlers of their own before those that they find, and hand
/// signals on to them.
/// </remarks>
public sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly ManualResetEventSlim ended = new();
    private readonly HashSet<PosixSignal> received = [];
    private readonly PosixSignalRegistration[] registrations;

    /// <summary>Listens from now on.</summary>
    public StopSignals() =>
        registrations = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(signal => PosixSignalRegistration.Create(signal, Receive))];

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => stop.Token;

    /// <summary>The first signal; null: none has come.</summary>
    public PosixSignal? First { get; private set; }

    /// <summary>Takes a signal as the process does. A closed window's returns only when these signals are disposed of.</summary>
    /// <returns>False: the process is to end at once.</returns>
    public bool Receive(PosixSignal signal)
    {
        lock (received)
        {
            // A closed window is told several times over: by the shell, by the system, and by whoever ends the session.
            if (!received.Add(signal))
                return signal == PosixSignal.SIGHUP;
            First ??= signal;
        }
        stop.Cancel();
        // Windows ends the process as soon as this returns, five seconds after the window was closed at the latest.
        if (signal == PosixSignal.SIGHUP)
            ended.Wait();
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ended.Set();
        foreach (var registration in registrations)
            registration.Dispose();
    }

    private void Receive(PosixSignalContext context) => context.Cancel = Receive(context.Signal);
}
