using NUnit.Framework;

namespace DqnGpu.Page.Tests;

public sealed class ReturnTests
{
    [Test]
    public async Task APageThatHasLostItsProgramGoesOnWhenItAnswersAgain()
    {
        var first = new ServedPage("watch", "pong", "--page", "--device", "simd", "--threads", "1");
        try
        {
            await using var window = await Chromium.Browser.NewContextAsync();
            var page = await window.NewPageAsync();
            page.SetDefaultTimeout(120_000);
            await page.GotoAsync(first.Address.ToString());
            await page.WaitForFunctionAsync("() => window.dqngpu?.framesDrawn > 2");
            first.Dispose();
            await page.WaitForFunctionAsync("() => document.querySelector('#state').dataset.state === 'connecting'");
            await page.EvaluateAsync("dqngpu.framesDrawn = 0");
            using var second = new ServedPage("watch", "pong", "--page", "--device", "simd", "--threads", "1", "--port", $"{first.Address.Port}");
            await page.WaitForFunctionAsync("() => dqngpu.framesDrawn > 2 && document.querySelector('#state').dataset.state === 'live'");
        }
        finally
        {
            first.Dispose();
        }
    }
}
