using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace DqnGpu.Agent.Tests;

/// <summary>A terminal whose window is this test: an interactive shell runs in it, and it can be closed as a window is.</summary>
internal sealed partial class PseudoTerminal : IDisposable
{
    private const int ReadAndWrite = 2;    // O_RDWR
    private const int NoControl = 0x100;   // O_NOCTTY
    private const int CloseOnExec = 0x80000; // O_CLOEXEC: a shell that held the window itself would not see it close
    private const short PollIn = 1;

    private readonly SafeFileHandle handle;
    private readonly FileStream window;
    private readonly Process shell;
    private readonly StringBuilder shown = new();
    private readonly Task reading;
    private readonly CancellationTokenSource closing = new();

    private PseudoTerminal()
    {
        handle = new(Check(posix_openpt(ReadAndWrite | NoControl | CloseOnExec)), ownsHandle: true);
        Check(grantpt(handle));
        Check(unlockpt(handle));
        window = new(handle, FileAccess.ReadWrite, bufferSize: 0);
        var name = new byte[128];
        Check(ptsname_r(handle, name, (nuint)name.Length));
        var terminal = Encoding.ASCII.GetString(name, 0, Array.IndexOf(name, (byte)0));
        // What is started in the background ignores Ctrl+C, and so would what it starts in turn.
        shell = Process.Start("/bin/sh", ["-c", $"exec env --default-signal=INT setsid --ctty bash --norc --noprofile -i <{terminal} >{terminal} 2>&1"]);
        reading = Task.Run(Read);
    }

    /// <summary>What the terminal has shown.</summary>
    public string Shown
    {
        get
        {
            lock (shown)
                return shown.ToString();
        }
    }

    /// <summary>Opens a terminal with a shell; where the machine lacks what that takes, the test is ignored.</summary>
    public static PseudoTerminal Open()
    {
        if (!OperatingSystem.IsLinux() || !File.Exists("/usr/bin/setsid") || !File.Exists("/bin/bash"))
            NUnit.Framework.Assert.Ignore("Needs Linux with bash and setsid.");
        return new();
    }

    /// <summary>Types a line.</summary>
    public void Type(string line) => window.Write(Encoding.UTF8.GetBytes(line + "\n"));

    /// <summary>Waits until something is so; the test fails when it does not come about.</summary>
    public void WaitUntil(Func<bool> condition)
    {
        var patience = Stopwatch.StartNew();
        while (!condition())
        {
            if (patience.Elapsed > TimeSpan.FromMinutes(2))
                NUnit.Framework.Assert.Fail($"It did not get there:\n{Shown}");
            Thread.Sleep(20);
        }
    }

    /// <summary>Closes the window: the shell and what it runs are told so, and nothing can be written any more.</summary>
    public void Close()
    {
        closing.Cancel();
        reading.Wait();
        window.Dispose();
    }

    public void Dispose()
    {
        Close();
        if (!shell.WaitForExit(TimeSpan.FromSeconds(10)))
            shell.Kill();
        shell.Dispose();
        closing.Dispose();
    }

    /// <remarks>A read that waits would keep the window open behind its closing, so it is asked first whether there is anything.</remarks>
    private void Read()
    {
        var bytes = new byte[4096];
        var asked = new Poll { Window = (int)handle.DangerousGetHandle(), Events = PollIn };
        while (!closing.IsCancellationRequested)
        {
            if (poll(ref asked, 1, timeout: 20) <= 0)
                continue;
            if ((asked.Happened & PollIn) == 0)
                return;
            var n = window.Read(bytes);
            lock (shown)
                shown.Append(Encoding.UTF8.GetString(bytes, 0, n));
        }
    }

    private static int Check(int result) =>
        result >= 0 ? result : throw new IOException($"No terminal: error {Marshal.GetLastPInvokeError()}.");

    [LibraryImport("libc", SetLastError = true)]
    private static partial int posix_openpt(int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int grantpt(SafeFileHandle window);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int unlockpt(SafeFileHandle window);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int ptsname_r(SafeFileHandle window, [Out] byte[] name, nuint length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int poll(ref Poll windows, nuint count, int timeout);

    [StructLayout(LayoutKind.Sequential)]
    private struct Poll
    {
        public int Window;
        public short Events;
        public short Happened;
    }
}
