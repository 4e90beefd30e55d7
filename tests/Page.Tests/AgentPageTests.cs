using System.Globalization;
using System.Text.Json;
using DqnGpu.Agent;
using DqnGpu.Agent.Tests;
using DqnGpu.Kernels;
using DqnGpu.Nn;
using Microsoft.Playwright;
using NUnit.Framework;

namespace DqnGpu.Page.Tests;

/// <summary>The page of a trained agent at play: its weights lie in a file, so all that the page says of them can be computed beside it.</summary>
public sealed class AgentPageTests : PageFixture
{
    protected override string[] Arguments => ["watch", "pong", "--page", "--device", "simd", "--threads", "1"];

    [Test]
    public async Task ItPlaysAtItsOwnPace()
    {
        var page = await Open();
        await Until(page, "dqngpu.lastStep?.q");
        Assert.That(await page.EvaluateAsync<bool>("dqngpu.stage.kind === 'agent' && dqngpu.lastStep.clip === null"));
        await UntilItChanges(page, "#game");
        Assert.That(await page.IsVisibleAsync("#figures [data-figure=loss]"), Is.False, "nothing is trained");
    }

    // To the bit: what a device computes, and no picture's rounding of it.
    [Test]
    public async Task AClickOnAUnitShowsWhatItSeesAndTheDevicesOwnNumbers([Values(0, 1, 2, 3)] int layer)
    {
        var page = await Open();
        await page.ClickAsync("#network > summary");
        await page.Locator($"#activations canvas[data-layer='{layer}']").ScrollIntoViewIfNeededAsync();
        JsonElement unit = default;
        var held = await MessageTo(page, "/api/hold", async () => unit = await AnswerTo(
            page, "/api/unit", () => page.Locator($"#activations canvas[data-layer='{layer}']").ClickAsync(new() { Position = new() { X = 5, Y = 3 } })));
        await Until(page, "document.querySelector('#explain').dataset.kind === 'unit'");

        var (row, column, channel) = (unit.GetProperty("row").GetInt32(), unit.GetProperty("column").GetInt32(), unit.GetProperty("channel").GetInt32());
        var shown = await Number(page, "value");
        var agent = TrainedAgent.Load(Said.Split('\n').Single(line => line.StartsWith("Weights: ", StringComparison.Ordinal))["Weights: ".Length..]);
        using var device = Devices.Open("simd", new DeviceOptions(Threads: 1));
        using var parameters = device.Allocate<float>(agent.Network.BufferLength);
        parameters.CopyFrom(agent.Parameters);
        using var probe = new NetworkProbe(device, agent.Network);
        probe.Look(held.Bytes("frames"), parameters);
        var output = agent.Network.Layers[layer].Output;
        var computed = probe.Output(layer)[(row * output.W + column) * output.C + channel];
        Assert.That(BitConverter.SingleToUInt32Bits(shown), Is.EqualTo(BitConverter.SingleToUInt32Bits(computed)), $"{shown} {computed}");
        Assert.That(held.Floats($"activation.{layer}"), Is.EqualTo(probe.Output(layer)));

        // Its sum, from the numbers that the page gives: the products and the bias.
        var inputs = unit.GetProperty("inputs");
        if (layer == 0)
        {
            var sum = inputs.GetProperty("x").EnumerateArray().Zip(inputs.GetProperty("w").EnumerateArray(), (x, w) => x.GetDouble() * w.GetDouble()).Sum();
            Assert.That(sum, Is.EqualTo(await Number(page, "sum")).Within(1e-4));
        }
        var beforeRelu = unit.GetProperty("beforeRelu").GetSingle();
        Assert.That(shown, Is.EqualTo(layer < agent.Network.Layers.Count - 1 ? Math.Max(0, beforeRelu) : beforeRelu).Within(1e-5f));

        await LightsUp(page, unit.GetProperty("receptiveField"));
        Assert.That(await page.InnerTextAsync("#explain details[data-part=forward]"), Does.Contain(".cs"));
    }

    private static async Task<float> Number(IPage page, string name) =>
        float.Parse(await page.EvalOnSelectorAsync<string>($"#explain [data-number={name}]", "data => data.value"), CultureInfo.InvariantCulture);

    private static async Task LightsUp(IPage page, JsonElement field)
    {
        await Until(page, "!document.querySelector('#field').hidden");
        var lit = await page.EvaluateAsync<JsonElement>(
            """
            () => {
              const [field, game] = ['#field', '#game'].map(name => document.querySelector(name).getBoundingClientRect());
              return { top: (field.top - game.top) / game.height * 84, left: (field.left - game.left) / game.width * 84, height: field.height / game.height * 84, width: field.width / game.width * 84 };
            }
            """);
        foreach (var side in (string[])["top", "left", "height", "width"])
            Assert.That(lit.GetProperty(side).GetDouble(), Is.EqualTo(field.GetProperty(side).GetDouble()).Within(1), side);
    }
}
