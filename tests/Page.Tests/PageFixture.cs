using System.Collections.Concurrent;
using System.Text.Json;
using DqnGpu.Agent.Tests;
using Microsoft.Playwright;
using NUnit.Framework;

namespace DqnGpu.Page.Tests;

/// <summary>Tests of a page: one program serves it to all of them, each has browser windows of its own, and whatever goes wrong in one fails its test.</summary>
public abstract class PageFixture
{
    // A loaded machine is slow; nothing here waits for as long as that unless something is wrong.
    private const float Patience = 120_000;

    private readonly ConcurrentQueue<string> problems = new();
    private readonly List<IBrowserContext> windows = [];
    private ServedPage served = null!;

    /// <summary>The program's arguments.</summary>
    protected abstract string[] Arguments { get; }

    /// <summary>Where the page is.</summary>
    protected Uri Address => served.Address;

    /// <summary>What the program has printed.</summary>
    protected string Said => served.Said;

    [OneTimeSetUp]
    public virtual void Serve() => served = new(Arguments);

    [OneTimeTearDown]
    public void Stop() => served?.Dispose();

    [TearDown]
    public async Task CloseWindows()
    {
        var found = problems.ToArray();
        foreach (var window in windows)
            await window.CloseAsync();
        windows.Clear();
        problems.Clear();
        Assert.That(found, Is.Empty);
    }

    /// <summary>A browser window of its own, on no page yet.</summary>
    protected async Task<IPage> NewWindow(BrowserNewContextOptions? options = null)
    {
        var window = await Chromium.Browser.NewContextAsync(options);
        window.SetDefaultTimeout(Patience);
        windows.Add(window);
        return await window.NewPageAsync();
    }

    /// <summary>The page in a window of its own, watched for errors and for requests to anywhere else.</summary>
    protected async Task<IPage> Open(BrowserNewContextOptions? options = null)
    {
        var page = await NewWindow(options);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                problems.Enqueue($"{message.Type}: {message.Text} ({message.Location})");
        };
        page.PageError += (_, error) => problems.Enqueue(error);
        page.Request += (_, request) =>
        {
            if (!IsOwn(request.Url))
                problems.Enqueue($"It asked {request.Url}.");
        };
        page.WebSocket += (_, socket) =>
        {
            if (!IsOwn(socket.Url.Replace("ws://", "http://", StringComparison.Ordinal)))
                problems.Enqueue($"It opened {socket.Url}.");
        };
        await page.GotoAsync(Address.ToString());
        return page;
    }

    /// <summary>Waits until an expression of JavaScript is true.</summary>
    protected static Task Until(IPage page, string condition) => page.WaitForFunctionAsync($"() => {condition}", options: new() { PollingInterval = 100, Timeout = Patience });

    /// <summary>Waits until more steps are drawn.</summary>
    protected static async Task UntilDrawn(IPage page, int more)
    {
        var drawn = await Drawn(page);
        await Until(page, $"dqngpu.framesDrawn >= {drawn + more}");
    }

    protected static Task<int> Drawn(IPage page) => page.EvaluateAsync<int>("window.dqngpu?.framesDrawn ?? 0");

    /// <summary>The newest step that was drawn.</summary>
    protected static Task<JsonElement> LastStep(IPage page) => page.EvaluateAsync<JsonElement>("dqngpu.lastStep");

    /// <summary>The pixels of a canvas, as text that differs where they do.</summary>
    protected static Task<string> Pixels(IPage page, string canvas) => page.EvalOnSelectorAsync<string>(canvas, "canvas => canvas.toDataURL()");

    /// <summary>Waits until a canvas shows something else.</summary>
    protected static async Task UntilItChanges(IPage page, string canvas)
    {
        var before = await Pixels(page, canvas);
        await page.WaitForFunctionAsync("([selector, before]) => document.querySelector(selector).toDataURL() !== before", new[] { canvas, before }, new() { PollingInterval = 100 });
    }

    /// <summary>Does something and takes what the page is answered by an endpoint meanwhile.</summary>
    protected static async Task<JsonElement> AnswerTo(IPage page, string endpoint, Func<Task> action) =>
        JsonSerializer.Deserialize<JsonElement>(await BytesTo(page, endpoint, action));

    /// <inheritdoc cref="AnswerTo"/>
    private protected static async Task<ReceivedMessage> MessageTo(IPage page, string endpoint, Func<Task> action) => new(await BytesTo(page, endpoint, action));

    private static async Task<byte[]> BytesTo(IPage page, string endpoint, Func<Task> action) =>
        await (await page.RunAndWaitForResponseAsync(action, response => new Uri(response.Url).AbsolutePath == endpoint && response.Ok)).BodyAsync();

    private bool IsOwn(string url) => url.StartsWith(Address.ToString(), StringComparison.Ordinal) || url.StartsWith("data:", StringComparison.Ordinal) || url.StartsWith("blob:", StringComparison.Ordinal);
}
