using System.Text.Json;
using Microsoft.Playwright;
using NUnit.Framework;

namespace DqnGpu.Page.Tests;

/// <summary>The page of a training under way.</summary>
public sealed class TrainingPageTests : PageFixture
{
    private readonly string folder = Directory.CreateTempSubdirectory("dqngpu-page-").FullName;

    protected override string[] Arguments =>
    [
        "pong", "--page", "--out", Path.Combine(folder, "run"), "--device", "simd", "--threads", "1", "--envs", "4", "--prefill", "200",
        "--replay-capacity", "4000", "--steps", "100000000", "--checkpoint-every", "0", "--snapshot-every", "500", "--epsilon-steps", "100",
    ];

    [OneTimeTearDown]
    public void RemoveFolder()
    {
        Stop();
        Directory.Delete(folder, recursive: true);
    }

    [Test]
    public async Task ItLoadsAndSaysWhatItShows()
    {
        var page = await Open();
        await Until(page, "document.querySelector('#state').dataset.state === 'live'");
        Assert.That(await page.TitleAsync(), Does.StartWith("Pong"));
        Assert.That(await page.InnerTextAsync("#about"), Does.Contain("simd"));
        await Until(page, "/^[0-9,]+$/.test(document.querySelector('[data-figure=stepsPerSecond] dd').textContent)");
    }

    [Test]
    public async Task PicturesArriveAndChange()
    {
        var page = await Open();
        await UntilDrawn(page, 5);
        await UntilItChanges(page, "#game");
        await UntilItChanges(page, "#frames");
        var shape = await page.EvalOnSelectorAsync<JsonElement>("#game", "canvas => ({ width: canvas.width, height: canvas.height, shown: canvas.clientWidth / canvas.clientHeight })");
        Assert.That((shape.GetProperty("width").GetInt32(), shape.GetProperty("height").GetInt32()), Is.EqualTo((160, 210)));
        Assert.That(shape.GetProperty("shown").GetDouble(), Is.EqualTo(1.714 * 160 / 210).Within(0.05), "a television's picture is wider than its pixels are many");
    }

    [Test]
    public async Task ActionValuesStandBesideTheGame()
    {
        var page = await Open();
        await Until(page, "dqngpu.lastStep?.q");
        Assert.That(await page.InnerTextAsync("#values"), Does.Contain("Fire").IgnoreCase);
        var step = await LastStep(page);
        Assert.That(step.GetProperty("q").GetArrayLength(), Is.EqualTo(await page.EvaluateAsync<int>("dqngpu.stage.actions.length")));
        Assert.That(step.GetProperty("value").GetDouble(), Is.EqualTo(step.GetProperty("q").EnumerateArray().Max(q => q.GetDouble())));
    }

    [Test]
    public async Task CurvesGrow()
    {
        var page = await Open();
        await page.Locator("#curves").ScrollIntoViewIfNeededAsync();
        var rows = await Rows(page);
        for (var more = 0; more < 2; more++)
        {
            await UntilItChanges(page, "#curves canvas[data-column=steps_per_second]");
            while (await Rows(page) == rows)
                await UntilDrawn(page, 1);
            rows = await Rows(page);
        }
    }

    [Test]
    public async Task APauseHoldsTheTrainingUntilItGoesOn()
    {
        var page = await Open();
        await page.ClickAsync("[data-speed=live]");
        await UntilDrawn(page, 3);
        await page.ClickAsync("#pause");
        await Until(page, "document.querySelector('#state').dataset.state === 'paused'");
        // One more step may have been on its way.
        await UntilDrawn(page, 1);
        var step = (await LastStep(page)).GetProperty("step").GetInt64();
        await UntilDrawn(page, 2);
        Assert.That((await LastStep(page)).GetProperty("step").GetInt64(), Is.EqualTo(step), "the same step is told again and again");
        await page.ClickAsync("#pause");
        await Until(page, $"dqngpu.lastStep.step > {step + 3} && document.querySelector('#state').dataset.state === 'live'");
    }

    [Test]
    public async Task AnotherGameAndAnotherSpeedCanBeChosen()
    {
        var page = await Open();
        await UntilDrawn(page, 2);
        await page.SelectOptionAsync("#game-choice", "2");
        await Until(page, "dqngpu.lastStep.game === 2");
        await page.ClickAsync("[data-speed=live]");
        await Until(page, "dqngpu.lastStep.clip === null");
        await page.ClickAsync("[data-speed='2']");
        await Until(page, "dqngpu.lastStep.clip !== null && dqngpu.lastStep.game === 2");
        await UntilDrawn(page, 2);
    }

    [Test]
    public async Task WhatCanBeClickedListensHoweverSlowlyThePageLoads()
    {
        var page = await NewWindow();
        await page.RouteAsync("**/api/*", async route =>
        {
            await Task.Delay(2_000);
            await route.ContinueAsync();
        });
        await page.GotoAsync(Address.ToString());
        await page.ClickAsync("[data-speed=live]");
        await UntilDrawn(page, 3);
        Assert.That(await page.GetAttributeAsync("[data-speed=live]", "aria-pressed"), Is.EqualTo("true"));
        Assert.That((await LastStep(page)).GetProperty("clip").ValueKind, Is.EqualTo(JsonValueKind.Null), "what it draws are no steps of a clip");
    }

    [Test]
    public async Task TwoWhoLookSeeWhatEachHasChosenAndOneMayGo()
    {
        var one = await Open();
        var other = await Open();
        await other.SelectOptionAsync("#game-choice", "3");
        await Until(other, "dqngpu.lastStep?.game === 3");
        await UntilDrawn(one, 2);
        Assert.That((await LastStep(one)).GetProperty("game").GetInt32(), Is.Zero);
        await one.CloseAsync();
        await UntilDrawn(other, 5);
    }

    [Test]
    public async Task ABrowserThatDrawsSlowlyIsGivenFewerPicturesAndTheNewest()
    {
        var fast = await Open();
        var slow = await NewWindow();
        await slow.AddInitScriptAsync("window.requestAnimationFrame = draw => setTimeout(() => draw(performance.now()), 3000)");
        await slow.GotoAsync(Address.ToString());
        await slow.ClickAsync("[data-speed=live]");
        await fast.ClickAsync("[data-speed=live]");
        await UntilDrawn(slow, 1);
        var (drawnBySlow, drawnByFast) = (await Drawn(slow), await Drawn(fast));
        await UntilDrawn(slow, 3);
        Assert.That(await Drawn(fast) - drawnByFast, Is.GreaterThan(await Drawn(slow) - drawnBySlow));
        // What it draws was the newest when it asked, seconds ago: what was made since it began to look is not shown in turn.
        var told = (await LastStep(slow)).GetProperty("step").GetInt64();
        await Until(fast, $"dqngpu.lastStep.step > {told} + 20");
        await UntilDrawn(slow, 2);
        Assert.That((await LastStep(slow)).GetProperty("step").GetInt64(), Is.GreaterThan(told + 5));
    }

    [Test]
    public async Task APageOfAnotherSiteIsRefused()
    {
        var page = await NewWindow();
        await page.RouteAsync("http://site.example/**", route => route.FulfillAsync(new() { ContentType = "text/html", Body = "<title>another site</title>" }));
        await page.GotoAsync("http://site.example/");
        var read = await page.EvaluateAsync<string>("url => fetch(url).then(answer => answer.text(), () => 'refused')", $"{Address}api/stage");
        Assert.That(read, Is.EqualTo("refused"));
        var opened = await page.EvaluateAsync<string>(
            "url => new Promise(told => { const socket = new WebSocket(url); socket.onopen = () => told('open'); socket.onerror = () => told('refused'); })",
            $"ws://{Address.Authority}/api/live");
        Assert.That(opened, Is.EqualTo("refused"));
        var framed = await page.EvaluateAsync<string>(
            """
            url => new Promise(told => {
              const frame = document.createElement('iframe');
              frame.onload = () => { try { told(frame.contentWindow.document ? 'nothing' : 'refused'); } catch { told('refused'); } };
              frame.src = url;
              document.body.append(frame);
            })
            """,
            Address.ToString());
        Assert.That(framed, Is.EqualTo("refused"));
    }

    [Test]
    public async Task TheNetworkIsSeenAtWork()
    {
        var page = await Open();
        await page.ClickAsync("#network > summary");
        await Until(page, "document.querySelectorAll('#activations canvas[data-layer]').length === dqngpu.stage.network.layers.length");
        await UntilItChanges(page, "#activations canvas[data-layer='0']");
        await Until(page, "/[0-9]/.test(document.querySelector('#layers td').textContent)");
        await Until(page, "[...document.querySelectorAll('#layers tr')].every(row => /[0-9]/.test(row.cells[1].textContent) && /[0-9]/.test(row.cells[2].textContent))");
    }

    [Test]
    public async Task WhereItLooksLiesOverTheGame([Values("gradient", "perturbation")] string by)
    {
        var page = await Open();
        await UntilDrawn(page, 1);
        var map = await MessageTo(page, "/api/saliency", () => page.ClickAsync($"[data-by={by}]"));
        Assert.That(map["by"].GetString(), Is.EqualTo(by));
        Assert.That(map.Floats("map"), Has.Length.EqualTo(by == "gradient" ? 84 * 84 : 17 * 17).And.All.GreaterThanOrEqualTo(0));
        await UntilItChanges(page, "#overlay");
        await page.ClickAsync("[data-by=off]");
    }

    [Test]
    public async Task AWeightShowsItsGradientAndTheStepOfAdam()
    {
        var page = await Open();
        await page.ClickAsync("#network > summary");
        await Until(page, "document.querySelector('#filters canvas')");
        var weight = await AnswerTo(page, "/api/weight", () => page.Locator("#filters canvas").ClickAsync(new() { Position = new() { X = 4, Y = 4 } }));
        await Until(page, "document.querySelector('#explain').dataset.kind === 'weight'");
        Assert.That(await Number(page, "value"), Is.EqualTo(weight.GetProperty("value").GetSingle()));
        Assert.That(await Number(page, "gradient"), Is.EqualTo(weight.GetProperty("gradient").GetSingle()));
        Assert.That(await Number(page, "next"), Is.EqualTo(weight.GetProperty("adam").GetProperty("next").GetSingle()));
        var loss = await AnswerTo(page, "/api/loss", () => page.GetByText("The loss", new() { Exact = true }).ClickAsync());
        await Until(page, "document.querySelector('#explain').dataset.kind === 'loss'");
        Assert.That(loss.GetProperty("terms").GetArrayLength(), Is.GreaterThan(3));
        await page.ClickAsync("#release");
    }

    [Test]
    public async Task TheSliderShowsHowEverySnapshotJudgedARally()
    {
        var page = await Open();
        var snapshots = 0;
        while (snapshots < 2)
        {
            await UntilDrawn(page, 1);
            snapshots = (await (await page.APIRequest.GetAsync($"{Address}api/snapshots")).JsonAsync())!.Value.GetArrayLength();
        }
        var rally = await MessageTo(page, "/api/rally", () => page.ClickAsync("#rally > summary"));
        var steps = rally["snapshots"].EnumerateArray().Select(step => step.GetInt64()).ToArray();
        Assert.That(steps, Has.Length.GreaterThanOrEqualTo(2).And.Ordered);
        await UntilItChanges(page, "#rally-screen");
        await page.ClickAsync("#rally-pause");
        await page.EvalOnSelectorAsync("#rally-moment", "slider => { slider.value = 3; slider.dispatchEvent(new Event('input')); }");
        var (moments, actions) = (rally.Shape("values")[1], rally.Shape("values")[2]);
        foreach (var snapshot in (int[])[0, steps.Length - 1])
        {
            await page.EvalOnSelectorAsync("#rally-slider", $"slider => {{ slider.value = {snapshot}; slider.dispatchEvent(new Event('input')); }}");
            await Until(page, $"document.querySelector('#rally-step').textContent.includes('snapshot {snapshot + 1} of')");
        }
        var values = rally.Floats("values");
        var first = values.AsSpan(3 * actions, actions).ToArray();
        var last = values.AsSpan(((steps.Length - 1) * moments + 3) * actions, actions).ToArray();
        Assert.That(last, Is.Not.EqualTo(first), "judgement changes");
    }

    [Test]
    public async Task TheMapOfTheMemoryShowsTheStateThatIsClicked()
    {
        var page = await Open();
        var map = await MessageTo(page, "/api/memory", () => page.ClickAsync("#memory > summary"));
        Assert.That(map.Floats("xy").Length, Is.EqualTo(2 * map["points"].GetInt32()));
        await page.FocusAsync("#memory-map");
        await page.Keyboard.PressAsync("ArrowRight");
        var state = await MessageTo(page, "/api/memory/state", () => page.Keyboard.PressAsync("Enter"));
        await Until(page, "!document.querySelector('#memory-state').hidden");
        Assert.That(state.Bytes("frames"), Has.Length.EqualTo(4 * 84 * 84));
    }

    private async Task<int> Rows(IPage page) =>
        (await (await page.APIRequest.GetAsync($"{Address}api/progress")).JsonAsync())!.Value.GetProperty("rows").GetArrayLength();

    private static async Task<float> Number(IPage page, string name) =>
        float.Parse(await page.EvalOnSelectorAsync<string>($"#explain [data-number={name}]", "data => data.value"), System.Globalization.CultureInfo.InvariantCulture);
}
