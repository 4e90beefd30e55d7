using System.Runtime.InteropServices;

namespace DqnGpu.Agent;

/// <summary>Ctrl+C, a termination and a closed terminal, as a wish to end in good order; the second signal ends the process.</summary>
/// <remarks>
/// To be made before any device is opened: OpenCL drivers that are built on LLVM put handlers of their own before those that they find, and hand
/// signals on to them.
/// </remarks>
public sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly PosixSignalRegistration[] registrations;

    /// <summary>Listens from now on.</summary>
    public StopSignals() =>
        registrations = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(signal => PosixSignalRegistration.Create(signal, StopOnce))];

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => stop.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var registration in registrations)
            registration.Dispose();
        stop.Dispose();
    }

    private void StopOnce(PosixSignalContext context)
    {
        if (stop.IsCancellationRequested)
            return;
        context.Cancel = true;
        stop.Cancel();
    }
}
