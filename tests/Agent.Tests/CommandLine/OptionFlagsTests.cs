using System.CommandLine;
using DqnGpu.Ale;
using DqnGpu.Kernels;
using DqnGpu.Nn;
using NUnit.Framework;

namespace DqnGpu.Agent.Tests;

/// <summary>Flags becoming options.</summary>
public sealed class OptionFlagsTests
{
    [TestCase("--loss mse", LossKind.MeanSquaredError)]
    [TestCase("--loss MeanSquaredError", LossKind.MeanSquaredError)]
    [TestCase("--loss Huber", LossKind.Huber)]
    public void LossesAreNamedAsTheFieldWritesThem(string flags, LossKind loss) => Assert.That(Apply(flags).Loss, Is.EqualTo(loss));

    [TestCase("--optimizer adam", OptimizerKind.Adam)]
    [TestCase("--optimizer rmsprop", OptimizerKind.RmsProp)]
    [TestCase("--optimizer RMSProp", OptimizerKind.RmsProp)]
    public void SoAreOptimisers(string flags, OptimizerKind optimizer) => Assert.That(Apply(flags).Optimizer, Is.EqualTo(optimizer));

    [TestCase("--initialization torch-default --life-loss terminal-and-reset")]
    [TestCase("--initialization torchdefault --life-loss terminalAndReset")]
    public void NamesOfSeveralWordsHaveDashesOrNone(string flags)
    {
        var options = Apply(flags);
        Assert.That(options.Initialization, Is.EqualTo(Initialization.TorchDefault));
        Assert.That(options.LifeLoss, Is.EqualTo(LifeLoss.TerminalAndReset));
    }

    [TestCase("--lr 1.5e-5", 1e-6)]
    [TestCase("--lr 3e-4 --learning-rate-end 3e-5", 3e-5)]
    [TestCase("--learning-rate-end 3e-5", 3e-5)]
    [TestCase("--seed 3", 4e-5)]
    public void ALearningRateAloneKeepsItsProportionToTheEnd(string flags, double end) => Assert.That(Apply(flags).LearningRateEnd, Is.EqualTo(end));

    [Test]
    public void NumbersAreThoseTyped()
    {
        var options = Apply("--steps 150k --seed 1732650000123456789 --sticky 0.25 --frame-stack 2 --adam-beta1 0.8 --rmsprop-decay 0.99 --score-window 30 --replay 1M");
        Assert.That(
            options, Is.EqualTo(TrainingPresets.Fast with
            {
                Steps = 150_000,
                Seed = 1732650000123456789,
                Sticky = 0.25f,
                FrameStack = 2,
                AdamBeta1 = 0.8,
                RmspropDecay = 0.99,
                ScoreWindow = 30,
                ReplayCapacity = 1_000_000,
            }));
    }

    [TestCase("--dueling", true)]
    [TestCase("--dueling true", true)]
    [TestCase("--dueling=off", false)]
    public void AFlagAloneIsTrue(string flags, bool expected) => Assert.That(Apply(flags).Dueling, Is.EqualTo(expected));

    [TestCase("--steps -5", "--steps takes a whole number of 1 to 1_000_000_000_000, not '-5'.")]
    [TestCase("--steps many", "--steps takes a whole number of 1 to 1_000_000_000_000, not 'many'.")]
    [TestCase("--steps 1.5", "--steps takes a whole number of 1 to 1_000_000_000_000, not '1.5'.")]
    [TestCase("--checkpoint-every 1e300", "--checkpoint-every takes a number of 0 to 1000000000, not '1e300'.")]
    [TestCase("--sticky 1.5", "--sticky takes a number of 0 to 1, not '1.5'.")]
    [TestCase("--learning-rate 0", "--learning-rate takes a number of ")]
    [TestCase("--loss hubr", "--loss takes one of mse, huber, not 'hubr'. Did you mean 'huber'?")]
    [TestCase("--double maybe", "--double takes true or false, not 'maybe'.")]
    [TestCase("--precision tf16", "--precision takes one of fp32, tf32, tf32x3, not 'tf16'. Did you mean")]
    public void MistakesAreTold(string flags, string expected) =>
        Assert.That(() => Apply(flags), Throws.InstanceOf<OptionException>().With.Message.Contains(expected));

    private static TrainingOptions Apply(string text)
    {
        var command = new Command("train");
        var flags = new OptionFlags(command);
        return flags.Apply(command.Parse(text.Split(' ')), TrainingPresets.Fast);
    }
}
