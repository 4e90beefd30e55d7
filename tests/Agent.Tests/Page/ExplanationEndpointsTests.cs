using System.Text.Json;
using DqnGpu.Kernels;
using DqnGpu.Nn;
using NUnit.Framework;

namespace DqnGpu.Agent.Tests;

/// <summary>From a pixel to the code: the numbers belong to one step, and lead from the frames to the loss and back.</summary>
public sealed class ExplanationEndpointsTests : StageFixture
{
    [Test]
    public async Task EveryLayersUnitsAreExplained([Values] bool dueling)
    {
        Train(Small with { Dueling = dueling });
        var held = await Message("/api/hold?game=0");
        var layers = (await Json("/api/stage")).GetProperty("network").GetProperty("layers").EnumerateArray().ToArray();
        foreach (var (layer, described) in layers.Index())
        {
            var shape = held.Shape($"activation.{layer}");
            var (row, column, channel) = (shape[0] / 2, shape[1] / 3, shape[2] - 1);
            var unit = await Json($"/api/unit?hold={held["hold"]}&layer={layer}&row={row}&column={column}&channel={channel}");
            var value = held.Floats($"activation.{layer}")[(row * shape[1] + column) * shape[2] + channel];
            Assert.That(unit.GetProperty("value").GetSingle(), Is.EqualTo(value), "to the bit");
            var before = unit.GetProperty("beforeRelu").GetDouble();
            Assert.That(described.GetProperty("relu").GetBoolean() ? Math.Max(0, before) : before, Is.EqualTo(value).Within(1e-5));
            Assert.That(unit.GetProperty("sum").GetDouble() + unit.GetProperty("bias").GetDouble(), Is.EqualTo(before).Within(1e-6), "the bias is the shortest text of a float");
            var inputs = unit.GetProperty("inputs");
            if (described.GetProperty("kind").GetString() == "conv")
            {
                var products = Numbers(inputs, "x").Zip(Numbers(inputs, "w"), (x, w) => (double)x * w);
                Assert.That(products.Sum(), Is.EqualTo(unit.GetProperty("sum").GetDouble()).Within(1e-9));
            }
            else
            {
                Assert.That(inputs.GetProperty("share").GetDouble(), Is.InRange(0, 1.0000001));
                Assert.That(inputs.GetProperty("terms").GetArrayLength(), Is.LessThanOrEqualTo(64).And.Positive);
                var term = inputs.GetProperty("terms")[0];
                var (source, index) = (term.GetProperty("layer").GetInt32(), term.GetProperty("index").GetInt32());
                Assert.That(term.GetProperty("x").GetSingle(), Is.EqualTo(held.Floats($"activation.{source}")[index]));
                Assert.That(term.GetProperty("product").GetDouble(), Is.EqualTo(term.GetProperty("x").GetDouble() * term.GetProperty("w").GetDouble()).Within(1e-6));
            }
            Assert.That(unit.GetProperty("source").GetProperty("forward").GetProperty("file").GetString(), Does.StartWith("src/Kernels/Simd/"));
            Assert.That(unit.GetProperty("source").GetProperty("backward").GetProperty("text").GetArrayLength(), Is.Positive);
            Assert.That(unit.GetProperty("source").GetProperty("forward").GetProperty("formula").GetProperty("file").GetString(), Does.StartWith("src/Kernels/Reference/"));
        }
        var seen = (await Json($"/api/unit?hold={held["hold"]}&layer=1&row=2&column=3&channel=0")).GetProperty("receptiveField");
        Assert.That(
            new[] { "top", "left", "height", "width" }.Select(name => seen.GetProperty(name).GetInt32()), Is.EqualTo(new[] { 16, 24, 20, 20 }),
            "a 4x4 kernel of stride 2 over 8x8 kernels of stride 4");

        static IEnumerable<float> Numbers(JsonElement from, string name) => from.GetProperty(name).EnumerateArray().Select(number => number.GetSingle());
    }

    [Test]
    public async Task AWeightIsExplainedUpToAdamsStep()
    {
        var stage = Train(Small);
        var held = await Message("/api/hold");
        var weight = await Json($"/api/weight?hold={held["hold"]}&layer=0&index={((2 * 8 + 3) * 4 + 1) * 16 + 5}");
        Assert.That(new[] { "r", "s", "c", "k" }.Select(name => weight.GetProperty(name).GetInt32()), Is.EqualTo(new[] { 2, 3, 1, 5 }));
        Assert.That(weight.GetProperty("name").GetString(), Is.EqualTo("layers.0.weight"));
        Assert.That(weight.GetProperty("value").GetSingle(), Is.EqualTo(held.Floats("filters")[((5 * 4 + 1) * 8 + 2) * 8 + 3]));
        Assert.That(weight.GetProperty("sum").GetDouble(), Is.EqualTo(weight.GetProperty("gradient").GetDouble()).Within(1e-4));
        var adam = weight.GetProperty("adam");
        Assert.That(adam.GetProperty("t").GetDouble(), Is.GreaterThanOrEqualTo(1));
        Assert.That(adam.GetProperty("learningRate").GetSingle(), Is.EqualTo((float)Small.LearningRate).Within(1e-9));
        Assert.That(weight.GetProperty("value").GetDouble() + adam.GetProperty("step").GetDouble(), Is.EqualTo(adam.GetProperty("next").GetDouble()).Within(1e-6));
        Assert.That(adam.GetProperty("source").GetProperty("name").GetString(), Is.EqualTo("SimdAdam.StepCore"));

        var centre = await stage.Ask(access => access.Learner!.InputCentre!.Value);
        var firstBias = await Json($"/api/weight?hold={held["hold"]}&layer=0&bias=5");
        Assert.That(
            adam.GetProperty("gradient").GetDouble(),
            Is.EqualTo(weight.GetProperty("gradient").GetDouble() - centre * firstBias.GetProperty("gradient").GetDouble()).Within(1e-6));
        Assert.That(firstBias.GetProperty("adam").ValueKind, Is.EqualTo(JsonValueKind.Null), "one with the steps of all its weights");

        var bias = await Json($"/api/weight?hold={held["hold"]}&layer=3&bias={held["action"]}");
        Assert.That(bias.GetProperty("gradient").GetSingle(), Is.EqualTo(held["dq"][held["action"].GetInt32()].GetSingle()), "the bias of the action taken");
        Assert.That(await stage.Ask(access => access.Learner!.Optimizer.Kind), Is.EqualTo(OptimizerKind.Adam));
    }

    [Test]
    public async Task TheLossIsToldInItsOrder()
    {
        Train(Small with { Double = true, Loss = LossKind.Huber });
        var held = await Message("/api/hold");
        var loss = await Json($"/api/loss?hold={held["hold"]}");
        var terms = loss.GetProperty("terms").EnumerateArray().Select(term => term.GetProperty("value").GetDouble()).ToArray();
        var (q, r, gamma, next, y, d, l, g) = (terms[0], terms[1], terms[2], terms[3], terms[4], terms[5], terms[6], terms[7]);
        Assert.That(terms, Has.Length.EqualTo(8));
        Assert.That(q, Is.EqualTo(held["q"][held["action"].GetInt32()].GetDouble()).Within(1e-6));
        Assert.That(y, Is.EqualTo(r + gamma * next).Within(1e-9));
        Assert.That(d, Is.EqualTo(q - y).Within(1e-6));
        Assert.That(l, Is.EqualTo(Math.Abs(d) <= 1 ? d * d / 2 : Math.Abs(d) - 0.5).Within(1e-6));
        Assert.That(g, Is.EqualTo(Math.Clamp(d, -1, 1)).Within(1e-6));
        Assert.That(loss.GetProperty("terms")[3].GetProperty("name").GetString(), Does.Contain("argmax"));
        Assert.That(loss.GetProperty("source").GetProperty("forward").GetProperty("name").GetString(), Is.EqualTo("SimdTdLoss.ComputeCore"));
    }

    /// <summary>Of every learner the order q, r, γ, (bonus,) next value, y, error, L; the gradient of a single value where there is one.</summary>
    [TestCase(LearnerKind.C51, false, 7, "SimdCategoricalLoss.ComputeCore")]
    [TestCase(LearnerKind.C51, true, 7, "SimdCategoricalLoss.ComputeCore")]
    [TestCase(LearnerKind.QrDqn, false, 7, "SimdQuantileLoss.ComputeCore")]
    [TestCase(LearnerKind.Munchausen, false, 9, "SimdMunchausenLoss.ComputeCore")]
    public async Task TheLossOfEveryLearnerIsTold(LearnerKind learner, bool rainbow, int count, string source)
    {
        Train(Small with { Learner = learner, Double = rainbow, Dueling = rainbow, Noisy = rainbow, Loss = LossKind.MeanSquaredError });
        var held = await Message("/api/hold");
        var loss = await Json($"/api/loss?hold={held["hold"]}");
        var terms = loss.GetProperty("terms").EnumerateArray().Select(term => term.GetProperty("value").GetDouble()).ToArray();
        Assert.That(terms, Has.Length.EqualTo(count));
        var bonus = learner == LearnerKind.Munchausen ? terms[3] : 0;
        var (q, r, gamma) = (terms[0], terms[1], terms[2]);
        var (next, y, error) = count == 9 ? (terms[4], terms[5], terms[6]) : (terms[3], terms[4], terms[5]);
        Assert.That(q, Is.EqualTo(held["q"][held["action"].GetInt32()].GetDouble()).Within(1e-5));
        Assert.That(y, Is.EqualTo(r + bonus + gamma * next).Within(1e-6));
        Assert.That(bonus, Is.LessThanOrEqualTo(0));
        Assert.That(error, learner == LearnerKind.C51 ? Is.GreaterThanOrEqualTo(0) : Is.EqualTo(q - y).Within(1e-4));
        Assert.That(loss.GetProperty("source").GetProperty("forward").GetProperty("name").GetString(), Is.EqualTo(source));
        // Behind hidden units, which have a ReLU, an action's value; or the numbers that the loss reads, and the value that is made of them.
        var last = held["layers"].GetArrayLength() - 1;
        foreach (var layer in (int[])[last - 1, last])
        {
            var unit = await Json($"/api/unit?hold={held["hold"]}&layer={layer}&row=0&column=0&channel={held["action"]}");
            var sum = unit.GetProperty("sum").GetDouble() + unit.GetProperty("bias").GetDouble();
            var isHidden = learner == LearnerKind.Munchausen && layer < last;
            Assert.That(isHidden ? Math.Max(0, sum) : sum, Is.EqualTo(unit.GetProperty("value").GetDouble()).Within(1e-3), $"layer {layer}");
        }
    }

    [Test]
    public async Task WhoDoesNotLearnHasNoAdamAndWhatIsNotThereIsRefused()
    {
        PlayAgent();
        var first = (await Message("/api/hold"))["hold"].GetInt32();
        Assert.That((await Json($"/api/weight?hold={first}&layer=0&index=0")).GetProperty("adam").ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That(await Refusal($"/api/unit?hold={first}&layer=0&row=14&column=0&channel=0"), Is.EqualTo((404, "The row must lie in 0..13, but is 14.")));
        Assert.That((await Refusal($"/api/weight?hold={first}&layer=0")).Status, Is.EqualTo(400));
        for (var i = 0; i < ExplanationEndpoints.MostHeld; i++)
            await Message("/api/hold");
        Assert.That(await Refusal($"/api/loss?hold={first}"), Is.EqualTo((404, $"Step {first} is not held any more; hold another.")));
        await Json($"/api/loss?hold={first + 1}");
    }
}
