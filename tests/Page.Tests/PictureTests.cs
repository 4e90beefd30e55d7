using NUnit.Framework;

namespace DqnGpu.Page.Tests;

/// <summary>Makes the page's picture in the README, from a training of some minutes; only where DQNGPU_PICTURES is set.</summary>
public sealed class PictureTests : PageFixture
{
    private const double MeanScore = -5;

    private readonly string folder = Directory.CreateTempSubdirectory("dqngpu-page-").FullName;

    protected override string[] Arguments => ["pong", "--page", "--out", Path.Combine(folder, "run"), "--checkpoint-every", "0"];

    public override void Serve()
    {
        if (Environment.GetEnvironmentVariable("DQNGPU_PICTURES") is not { Length: > 0 })
            Assert.Ignore("DQNGPU_PICTURES is not set: the pictures stay as they are.");
        base.Serve();
    }

    [OneTimeTearDown]
    public void RemoveFolder()
    {
        Stop();
        Directory.Delete(folder, recursive: true);
    }

    [Test]
    public async Task ThePageAsItIsWhenTheAgentBeginsToWin()
    {
        var page = await Open(new() { ViewportSize = new() { Width = 1280, Height = 1010 } });
        while ((await page.InnerTextAsync("[data-figure=meanScore] dd")).Replace('−', '-') is var mean && !(double.TryParse(mean, out var score) && score > MeanScore))
            await UntilDrawn(page, 10);
        await UntilItChanges(page, "#curves canvas[data-column=mean_score]");
        await page.EvaluateAsync("document.activeElement.blur()");
        await Until(page, "dqngpu.lastStep.q && !dqngpu.lastStep.wasRandom && dqngpu.lastStep.score > -18");
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "DqnGpu.sln")))
            root = Path.GetDirectoryName(root)!;
        var picture = Path.Combine(root, "docs", "pictures", "page.png");
        await page.ScreenshotAsync(new() { Path = picture });
        Assert.That(new FileInfo(picture).Length, Is.LessThan(250_000), "bytes of a picture that a reader waits for");
    }
}
