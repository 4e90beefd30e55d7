using System.Net;
using System.Net.WebSockets;
using NUnit.Framework;

namespace DqnGpu.Agent.Tests;

/// <summary>Who may ask the page's server, over real connections.</summary>
public sealed class PageGuardTests
{
    private StandInStage stage = null!;
    private PageServer server = null!;
    private HttpClient http = null!;

    [OneTimeSetUp]
    public void Serve()
    {
        stage = new();
        server = PageServer.Start(PageAddress.Loopback, (application, closing) => StageEndpoints.Add(application, stage, closing));
        http = new() { BaseAddress = server.Address };
    }

    [OneTimeTearDown]
    public void End()
    {
        http.Dispose();
        server.Dispose();
        stage.Dispose();
    }

    [Test]
    public void OnlyThisMachineIsServedUnlessAskedFor()
    {
        Assert.That(server.Address.Host, Is.EqualTo("127.0.0.1"));
        var listening = System.Net.NetworkInformation.IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Where(end => end.Port == server.Address.Port);
        Assert.That(listening.Select(end => end.Address), Is.All.EqualTo(IPAddress.Loopback));
    }

    [TestCase("127.0.0.1:1234", HttpStatusCode.OK)]
    [TestCase("localhost", HttpStatusCode.OK)]
    [TestCase("LOCALHOST:80", HttpStatusCode.OK)]
    [TestCase("[::1]:1234", HttpStatusCode.OK)]
    [TestCase("192.168.1.7:5000", HttpStatusCode.OK)]
    [TestCase("evil.example", HttpStatusCode.MisdirectedRequest)]
    [TestCase("127.0.0.1.evil.example", HttpStatusCode.MisdirectedRequest)]
    [TestCase("localhost.evil.example:1234", HttpStatusCode.MisdirectedRequest)]
    public async Task AHostOfAnotherNameIsRefused(string host, HttpStatusCode expected)
    {
        using var answer = await Ask(HttpMethod.Get, "/api/stage", ("Host", host));
        Assert.That(answer.StatusCode, Is.EqualTo(expected));
    }

    [TestCase("http://evil.example")]
    [TestCase("null")]
    [TestCase("http://127.0.0.1:1")]
    [TestCase("https://{own}")]
    [TestCase("http://{own}.evil.example")]
    public async Task AnotherOriginIsRefusedForRequestsAndSockets(string origin)
    {
        origin = origin.Replace("{own}", server.Address.Authority);
        using var answer = await Ask(HttpMethod.Get, "/api/stage", ("Origin", origin));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.StartWith("{\"error\":\"The page answers no requests of "));
        Assert.That(
            async () => await PageClient.Open(server.Address, with: options => options.SetRequestHeader("Origin", origin)),
            Throws.TypeOf<WebSocketException>().With.Message.Contains("403"));
    }

    [Test]
    public async Task ThePagesOwnOriginIsServed()
    {
        var origin = server.Address.GetLeftPart(UriPartial.Authority);
        using var answer = await Ask(HttpMethod.Get, "/api/stage", ("Origin", origin));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        using var client = await PageClient.Open(server.Address, with: options => options.SetRequestHeader("Origin", origin));
        Assert.That((await client.NextStep())["step"].GetInt64(), Is.Not.Negative);
    }

    [TestCase("cross-site", "no-cors", HttpStatusCode.Forbidden)]
    [TestCase("cross-site", "navigate", HttpStatusCode.OK)]
    [TestCase("same-origin", "cors", HttpStatusCode.OK)]
    public async Task AnotherSitesPicturesAndScriptsAreRefusedButALinkToThePageIsFollowed(string site, string mode, HttpStatusCode expected)
    {
        using var answer = await Ask(HttpMethod.Get, "/api/stage", ("Sec-Fetch-Site", site), ("Sec-Fetch-Mode", mode));
        Assert.That(answer.StatusCode, Is.EqualTo(expected));
    }

    [TestCase("POST")]
    [TestCase("PUT")]
    [TestCase("DELETE")]
    [TestCase("OPTIONS")]
    public async Task ItCanOnlyBeRead(string method)
    {
        using var answer = await Ask(new(method), "/api/stage");
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.MethodNotAllowed));
    }

    [Test]
    public async Task EverythingIsServedAsWhatItIsToThePageAlone()
    {
        foreach (var path in (string[])["/", "/main.js", "/style.css", "/api/stage"])
        {
            using var answer = await Ask(HttpMethod.Get, path);
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), path);
            Assert.That(answer.Headers.GetValues("X-Content-Type-Options"), Is.EqualTo(new[] { "nosniff" }));
            Assert.That(answer.Headers.CacheControl!.NoStore);
            Assert.That(answer.Headers.GetValues("Content-Security-Policy").Single(), Does.StartWith("default-src 'self';").And.Contain("frame-ancestors 'none'"));
        }
    }

    [TestCase("/../Agent.csproj")]
    [TestCase("/..%2f..%2fdqngpu.dll")]
    [TestCase("/%2e%2e/%2e%2e/dqngpu.dll")]
    [TestCase("/nothing")]
    public async Task NothingLiesBesideThePagesFiles(string path)
    {
        using var answer = await Ask(HttpMethod.Get, path);
        Assert.That(answer.StatusCode, Is.AnyOf(HttpStatusCode.NotFound, HttpStatusCode.BadRequest));
    }

    [Test]
    public async Task WhatIsNoSocketIsToldSo()
    {
        using var answer = await Ask(HttpMethod.Get, "/api/live");
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    [Test]
    public void WhereNothingCanBeServedOneLineSaysSo()
    {
        var taken = Assert.Throws<OptionException>(() => PageServer.Start(new(server.Address.Port, IPAddress.Loopback), (_, _) => { }));
        Assert.That(taken!.Message, Does.StartWith($"The page cannot be served at 127.0.0.1:{server.Address.Port}: ").And.EndWith("Give another --port or --bind, or none.").And.Not.Contain("\n"));
        // An address that is set aside for documentation, so no machine's.
        var foreign = Assert.Throws<OptionException>(() => PageServer.Start(new(0, IPAddress.Parse("192.0.2.1")), (_, _) => { }));
        Assert.That(foreign!.Message, Does.StartWith("The page cannot be served at 192.0.2.1:0: ").And.Not.Contain("\n"));
    }

    [TestCase("::1")]
    [TestCase("::")]
    [TestCase("0.0.0.0")]
    public async Task TheAddressToldIsOneThatABrowserFinds(string bind)
    {
        if (bind.Contains(':') && !System.Net.Sockets.Socket.OSSupportsIPv6)
            Assert.Ignore("This machine knows no IPv6.");
        using var anywhere = PageServer.Start(new(0, IPAddress.Parse(bind)), (application, closing) => StageEndpoints.Add(application, stage, closing));
        using var answer = await http.GetAsync(new Uri(anywhere.Address, "/api/stage"));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), $"{anywhere.Address}");
        Assert.That(IPAddress.IsLoopback(IPAddress.Parse(anywhere.Address.Host.Trim('[', ']'))));
    }

    private Task<HttpResponseMessage> Ask(HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return http.SendAsync(request);
    }
}
