using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DqnGpu.Agent;

/// <summary>Where a page is served, and who may see it.</summary>
/// <param name="Port">0: any that is free.</param>
/// <param name="Bind">The address listened on.</param>
public sealed record PageAddress(int Port, IPAddress Bind)
{
    /// <summary>Only this machine.</summary>
    public static PageAddress Loopback { get; } = new(0, IPAddress.Loopback);
}

/// <summary>Serves the page: its files, and what they ask for. It can change nothing of a training but pause it.</summary>
public sealed class PageServer : IDisposable
{
    private readonly WebApplication application;
    private readonly CancellationTokenSource closing = new();

    private PageServer(WebApplication application) => this.application = application;

    /// <summary>Where a browser finds the page.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>Begins to serve.</summary>
    /// <param name="address">Where.</param>
    /// <param name="addEndpoints">Adds what is asked for behind <c>/api</c>; its token is cancelled when the server closes.</param>
    /// <exception cref="OptionException">The port is taken, or the address is not this machine's.</exception>
    public static PageServer Start(PageAddress address, Action<WebApplication, CancellationToken> addEndpoints)
    {
        var builder = WebApplication.CreateEmptyBuilder(new() { ApplicationName = nameof(PageServer), ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(address.Bind, address.Port);
            kestrel.AddServerHeader = false;
        });
        builder.Services.AddRoutingCore();
        // The program's own signals end it.
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Logging.ClearProviders();
        var application = builder.Build();
        var server = new PageServer(application);
        application.Use(PageGuard.Check);
        application.Use(PageFault.Answer);
        application.UseWebSockets();
        application.UseRouting();
        addEndpoints(application, server.closing.Token);
        var files = new PhysicalFileProvider(Path.Combine(AppContext.BaseDirectory, "Page", "Web"));
        application.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files });
        application.UseStaticFiles(new StaticFileOptions { FileProvider = files });
        try
        {
            application.Start();
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            throw new OptionException($"The page cannot be served at {new IPEndPoint(address.Bind, address.Port)}: {OneLine.Of(exception)} Give another --port or --bind, or none.");
        }
        var listening = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        server.Address = new UriBuilder(listening) { Host = Reachable(address.Bind).ToString() }.Uri;
        return server;
    }

    /// <summary>Ends all connections.</summary>
    public void Dispose()
    {
        if (closing.IsCancellationRequested)
            return;
        closing.Cancel();
        application.StopAsync(new CancellationTokenSource(TimeSpan.FromSeconds(1)).Token).Wait();
        ((IDisposable)application).Dispose();
        closing.Dispose();
    }

    /// <summary>Every address of a machine is none that a browser could be sent to.</summary>
    private static IPAddress Reachable(IPAddress bind) =>
        bind.Equals(IPAddress.Any) ? IPAddress.Loopback : bind.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback : bind;

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
