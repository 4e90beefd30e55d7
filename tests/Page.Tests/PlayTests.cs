using Microsoft.Playwright;
using NUnit.Framework;

namespace DqnGpu.Page.Tests;

/// <summary>A person at the console.</summary>
public sealed class PlayTests : PageFixture
{
    protected override string[] Arguments => ["watch", "pong", "--page", "--device", "simd", "--threads", "1"];

    [Test]
    public async Task KeysMoveThePaddle()
    {
        var page = await Open();
        await page.ClickAsync("#take");
        await Until(page, "document.querySelector('#play-screen').width === 160");
        await page.FocusAsync("#play-picture");
        var top = await Reach(page, "ArrowUp", above: true);
        var bottom = await Reach(page, "ArrowDown", above: false);
        Assert.That(bottom, Is.GreaterThan(top + 40), "rows of the picture");
    }

    [Test]
    public async Task TheMouseMovesThePaddleAndTheAgentTakesItOver()
    {
        var page = await Open();
        await page.ClickAsync("#take");
        await Until(page, "document.querySelector('#play-screen').width === 160");
        var box = (await page.Locator("#play-picture").BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(box.X + box.Width / 2, box.Y + box.Height * 0.1f);
        await Until(page, $"({PaddleRow}) < 80");
        await page.Mouse.MoveAsync(box.X + box.Width / 2, box.Y + box.Height * 0.9f, new() { Steps = 5 });
        await Until(page, $"({PaddleRow}) > 130");
        await page.ClickAsync("#play-agent");
        await Until(page, "document.querySelector('#play-agent').getAttribute('aria-pressed') === 'true' && !document.querySelector('#play-values').hidden");
        await page.ClickAsync("#play-agent");
        await Until(page, "document.querySelector('#play-agent').getAttribute('aria-pressed') === 'false'");
    }

    // The player's paddle is the right one: the middle of what is drawn in its column, and is no ground.
    private const string PaddleRow =
        """
        (() => {
          const column = new OffscreenCanvas(1, 150).getContext('2d');
          column.drawImage(document.querySelector('#play-screen'), 141, 40, 1, 150, 0, 0, 1, 150);
          const pixels = column.getImageData(0, 0, 1, 150).data;
          const rows = [];
          for (let y = 0; y < 150; y++)
            if (pixels[4 * y] !== pixels[0] || pixels[4 * y + 1] !== pixels[1] || pixels[4 * y + 2] !== pixels[2]) rows.push(y);
          return rows.length ? 40 + rows.reduce((sum, y) => sum + y, 0) / rows.length : NaN;
        })()
        """;

    private static async Task<double> Reach(IPage page, string key, bool above)
    {
        await page.Keyboard.DownAsync(key);
        await Until(page, $"({PaddleRow}) {(above ? "< 80" : "> 130")}");
        await page.Keyboard.UpAsync(key);
        return await page.EvaluateAsync<double>(PaddleRow);
    }
}
