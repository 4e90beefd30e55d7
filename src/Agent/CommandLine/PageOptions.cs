using System.CommandLine;
using System.Diagnostics;
using System.Net;

namespace DqnGpu.Agent;

/// <summary>The options of commands that can open a page: <c>--page</c>, <c>--port</c>, <c>--bind</c>, <c>--no-browser</c>.</summary>
public sealed class PageOptions
{
    /// <summary>The part of a page on which people play.</summary>
    public const string PlayCard = "#play";

    private const string Group = "Page";

    private readonly Option<bool>? page;
    private readonly TextOption port = new("--port", "number", "port of the page; 0: any that is free [0]") { Group = Group };
    private readonly TextOption bind = new("--bind", "address", "address to serve the page at; any but this machine's own shows it to others [127.0.0.1]") { Group = Group };
    private readonly Option<bool> noBrowser = new("--no-browser") { Description = "only print the page's address" };

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="always">It always opens a page, so there is no <c>--page</c>.</param>
    public PageOptions(Command command, bool always = false)
    {
        if (!always)
            command.Options.Add(page = new("--page") { Description = "show it on a page in the browser" });
        command.Options.Add(port);
        command.Options.Add(bind);
        command.Options.Add(noBrowser);
    }

    /// <summary>Where to serve the page; null: nobody wants one.</summary>
    /// <exception cref="OptionException">No port, or no address.</exception>
    public PageAddress? Read(ParseResult parsed)
    {
        if (page is not null && !parsed.GetValue(page))
            return parsed.GetResult(port) is { Implicit: false } || parsed.GetResult(bind) is { Implicit: false }
                ? throw new OptionException("--port and --bind are the page's: give --page too.")
                : null;
        var address = parsed.GetValue(bind) ?? IPAddress.Loopback.ToString();
        return IPAddress.TryParse(address, out var ip)
            ? new((int)(port.Whole(parsed, 0, ushort.MaxValue) ?? 0), ip)
            : throw new OptionException($"--bind {address}: that is no address of this machine; 127.0.0.1 shows the page to nobody else, 0.0.0.0 to everybody.");
    }

    /// <summary>Serves the page of a stage, tells the user where, and opens it where there is a desktop.</summary>
    /// <exception cref="OptionException">It cannot be served there.</exception>
    public PageServer Serve(ParseResult parsed, PageAddress address, IStage stage, RunFolder? run)
    {
        var server = StagePage.Serve(address, stage, run);
        Announce(parsed, server);
        return server;
    }

    /// <summary>Tells the user where a page is, and opens it where there is a desktop.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="server">The page's server.</param>
    /// <param name="card">The part of the page to begin with, #id; empty: its top.</param>
    public void Announce(ParseResult parsed, PageServer server, string card = "")
    {
        var address = $"{server.Address}{card}";
        Console.WriteLine($"Page: {address}");
        if (parsed.GetValue(noBrowser) || !HasDesktop())
            return;
        try
        {
            using var browser = Process.Start(new ProcessStartInfo(address) { UseShellExecute = true });
        }
        catch (Exception exception) when (exception is InvalidOperationException or System.ComponentModel.Win32Exception or PlatformNotSupportedException)
        {
            // The address is printed.
        }
    }

    private static bool HasDesktop() =>
        !Console.IsOutputRedirected
        && (OperatingSystem.IsWindows() || OperatingSystem.IsMacOS()
            || Environment.GetEnvironmentVariable("DISPLAY") is { Length: > 0 } || Environment.GetEnvironmentVariable("WAYLAND_DISPLAY") is { Length: > 0 });
}
