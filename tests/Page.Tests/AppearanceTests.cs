using Microsoft.Playwright;
using NUnit.Framework;

namespace DqnGpu.Page.Tests;

/// <summary>How the page looks where it is looked at.</summary>
public sealed class AppearanceTests : PageFixture
{
    protected override string[] Arguments => ["watch", "pong", "--page", "--device", "simd", "--threads", "1"];

    [TestCase(320, 640)]
    [TestCase(390, 844)]
    [TestCase(820, 1180)]
    [TestCase(1920, 1080)]
    public async Task NothingIsWiderThanTheScreen(int width, int height)
    {
        var page = await Open(new() { ViewportSize = new() { Width = width, Height = height }, HasTouch = width < 900, IsMobile = width < 900 });
        await UntilDrawn(page, 2);
        await page.EvaluateAsync("document.querySelectorAll('details.card').forEach(card => card.open = true)");
        await UntilDrawn(page, 2);
        var wide = await page.EvaluateAsync<string[]>(
            """
            () => document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll('body *')]
              .filter(element => element.getBoundingClientRect().right > innerWidth + 1).map(element => `${element.tagName} #${element.id} .${element.className}`)
            """);
        Assert.That(wide, Is.Empty);
        var small = await page.EvaluateAsync<string[]>(
            "() => [...document.querySelectorAll('main *')].filter(element => element.children.length === 0 && element.textContent.trim() && element.getClientRects().length"
            + " && parseFloat(getComputedStyle(element).fontSize) < 11).map(element => element.textContent)");
        Assert.That(small, Is.Empty, "letters that nobody can read");
    }

    [Test]
    public async Task WithoutARunNothingIsOfferedThatOnlyARunHas()
    {
        var page = await Open();
        await UntilDrawn(page, 1);
        Assert.That(await page.IsVisibleAsync("#memory"), Is.True);
        Assert.That(await page.IsVisibleAsync("#rally"), Is.False, "it has no snapshots");
        Assert.That(await page.IsVisibleAsync("#run"), Is.False, "it has no curves");
    }

    [Test]
    public async Task ItIsLightOrDarkAsTheReaderWantsAndReadableInBoth([Values(ColorScheme.Light, ColorScheme.Dark)] ColorScheme wanted)
    {
        var page = await Open(new() { ColorScheme = wanted });
        await UntilDrawn(page, 2);
        Assert.That(await Brightness(page), wanted == ColorScheme.Light ? Is.GreaterThan(0.9) : Is.LessThan(0.2));
        Assert.That(await Faint(page), Is.Empty);
        await page.ClickAsync("#theme");
        Assert.That(await Brightness(page), wanted == ColorScheme.Light ? Is.LessThan(0.2) : Is.GreaterThan(0.9));
        Assert.That(await Faint(page), Is.Empty);
        await page.ReloadAsync();
        await UntilDrawn(page, 1);
        Assert.That(await Brightness(page), wanted == ColorScheme.Light ? Is.LessThan(0.2) : Is.GreaterThan(0.9), "it is remembered");
    }

    [Test]
    public async Task EverythingCanBeReachedByKeysAndHasAName()
    {
        var page = await Open();
        await UntilDrawn(page, 1);
        var nameless = await page.EvaluateAsync<string[]>(
            """
            () => [...document.querySelectorAll('button, select, input, summary, canvas[tabindex]')]
              .filter(element => element.getClientRects().length && !(element.textContent.trim() || element.getAttribute('aria-label') || element.labels?.length || element.title))
              .map(element => element.outerHTML)
            """);
        Assert.That(nameless, Is.Empty);
        await page.FocusAsync("#pause");
        await page.Keyboard.PressAsync("Enter");
        await Until(page, "document.querySelector('#state').dataset.state === 'paused'");
        await page.Keyboard.PressAsync("Enter");
        await Until(page, "document.querySelector('#state').dataset.state === 'live'");
    }

    private static Task<double> Brightness(IPage page) =>
        page.EvaluateAsync<double>("(getComputedStyle(document.documentElement).backgroundColor.match(/[0-9.]+/g).slice(0, 3).reduce((sum, part) => sum + Number(part), 0)) / 765");

    /// <summary>Text whose contrast with the paper is below 4.5, which is what is asked of text that all are to read.</summary>
    private static Task<string[]> Faint(IPage page) => page.EvaluateAsync<string[]>(
        """
        () => {
          const canvas = document.createElement('canvas'), context = canvas.getContext('2d', { willReadFrequently: true });
          const light = colour => {
            context.fillStyle = colour;
            context.fillRect(0, 0, 1, 1);
            const [r, g, b] = [...context.getImageData(0, 0, 1, 1).data].map(part => (part /= 255) <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
          };
          const paperOf = element => {
            const own = getComputedStyle(element).backgroundColor;
            return /, 0\)$|transparent/.test(own) && element.parentElement ? paperOf(element.parentElement) : own;
          };
          return [...document.querySelectorAll('body *')]
            .filter(element => element.getClientRects().length && [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
            .filter(element => {
              const [ink, paper] = [light(getComputedStyle(element).color), light(paperOf(element))].sort();
              return (paper + 0.05) / (ink + 0.05) < 4.5;
            })
            .map(element => `${element.textContent} ${getComputedStyle(element).color} on ${paperOf(element)}`);
        }
        """);
}
