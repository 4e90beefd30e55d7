using DqnGpu.Kernels;
using DqnGpu.Kernels.Reference;

namespace DqnGpu.Nn.Tests.Probing;

/// <summary>A transition's numbers are those of the learner's update of it alone.</summary>
[TestFixtureSource(typeof(TestDevices), nameof(TestDevices.All))]
public sealed class TransitionProbeTests(string deviceName)
{
    private Device Device => TestDevices.Open(deviceName);

    [Test, Combinatorial]
    public void GradientsAreThoseOfAnUpdate(
        [ValueSource(typeof(ProbedNetworks), nameof(ProbedNetworks.Names))] string name, [Values] LossKind kind, [Values] bool doubleQ)
    {
        var network = ProbedNetworks.Create(name);
        using var learner = new QLearner(Device, network, new() { BatchSize = 1, Objective = new DqnObjective(kind, doubleQ) });
        learner.SetParameters(ProbedNetworks.Parameters(network));
        learner.Target.CopyFrom(ProbedNetworks.Parameters(network, seed: 4));
        using var probe = new TransitionProbe(Device, network, new DqnObjective(kind, doubleQ));
        var (state, nextState) = (ProbedNetworks.State(network, 1), ProbedNetworks.State(network, 2));
        var transition = probe.Compute(state, 2, 0.5f, 0.97f, nextState, learner.Online, learner.Target);

        var slot = learner.Slot(0);
        state.CopyTo(slot.States);
        nextState.CopyTo(slot.NextStates);
        (slot.Actions[0], slot.Rewards[0], slot.Discounts[0]) = (2, 0.5f, 0.97f);
        slot.Upload();
        learner.Update(slot);
        var error = new float[1];
        learner.ReadErrors(error);
        // On a GPU an update runs other kernels: last layer and loss in one, and several networks together.
        var tolerance = Device.Name == "simd" ? 0 : 1e-5;
        Assert.That(transition.Loss, Is.EqualTo(learner.ReadStatistics().Loss).Within(tolerance));
        Assert.That(transition.Error, Is.EqualTo(error[0]).Within(tolerance));
        Assert.That(transition.Gradients, Is.EqualTo(learner.Gradients.Buffer.ToArray()).Within(tolerance));
        Assert.That(transition.Gradients.Max(Math.Abs), Is.GreaterThan(1e-3));
    }

    [Test]
    public void LossFollowsFromItsParts([Values] LossKind kind, [Values] bool doubleQ)
    {
        var transition = ProbedNetworks.Transition(Device, Tiny.Network(ProbedNetworks.Actions), kind, doubleQ);
        var loss = LossExplanation.Of(transition);
        Assert.That(loss.NextValue, Is.EqualTo(transition.NextTargetQ[loss.NextAction!.Value]));
        Assert.That(doubleQ ? transition.NextOnlineQ!.Max() : transition.NextTargetQ.Max(), Is.EqualTo((transition.NextOnlineQ ?? transition.NextTargetQ)[loss.NextAction!.Value]));
        Assert.That(loss.Error, Is.EqualTo(loss.Q - loss.Target).Within(1e-6));
        Assert.That(loss.Loss, Is.EqualTo(LossKindReference.Value(kind, loss.Error)).Within(1e-6));
        Assert.That(loss.Gradient, Is.EqualTo(LossKindReference.Derivative(kind, loss.Error)).Within(1e-6));
    }

    /// <summary>The same of every learner: what it computes of one transition is an update's, and y is r, the bonus, and the discounted next value.</summary>
    [Test]
    public void NumbersOfEveryLearnerAreThoseOfAnUpdate([ValueSource(typeof(Learners.ObjectiveTests), nameof(Learners.ObjectiveTests.Cases))] Learners.ObjectiveTests.Case @case)
    {
        var network = @case.Network;
        using var learner = new QLearner(Device, network, new() { BatchSize = 1, Objective = @case.Objective });
        learner.SetParameters(ProbedNetworks.Parameters(network));
        learner.Target.CopyFrom(ProbedNetworks.Parameters(network, seed: 4));
        using var probe = new TransitionProbe(Device, network, @case.Objective);
        var (state, nextState) = (ProbedNetworks.State(network, 1), ProbedNetworks.State(network, 2));
        var transition = probe.Compute(state, 2, 0.5f, 0.97f, nextState, learner.Online, learner.Target);
        var slot = learner.Slot(0);
        state.CopyTo(slot.States);
        nextState.CopyTo(slot.NextStates);
        (slot.Actions[0], slot.Rewards[0], slot.Discounts[0]) = (2, 0.5f, 0.97f);
        slot.Upload();
        learner.Update(slot);
        var error = new float[1];
        learner.ReadErrors(error);
        var tolerance = Device.Name == "simd" ? 0 : 1e-5;
        Assert.That(transition.Error, Is.EqualTo(error[0]).Within(tolerance));
        Assert.That(transition.Gradients, Is.EqualTo(learner.Gradients.Buffer.ToArray()).Within(tolerance));

        var loss = LossExplanation.Of(transition);
        Assert.That(loss.Target, Is.EqualTo(0.5 + (loss.Bonus ?? 0) + 0.97f * loss.NextValue).Within(1e-6));
        Assert.That(loss.Bonus, @case.Objective is MunchausenObjective ? Is.InRange(-0.7 * 0.6, 0.0) : Is.Null);
        if (@case.Objective is not CategoricalObjective)
            Assert.That(loss.Error, Is.EqualTo(loss.Q - loss.Target).Within(1e-5));
    }

    [Test]
    public void AnActionThatIsNoneOfTheNetworksIsRefused()
    {
        var network = Tiny.Network(3);
        using var probe = new TransitionProbe(Device, network, new DqnObjective(LossKind.Huber));
        using var parameters = Device.Allocate<float>(network.BufferLength);
        var state = new byte[network.Frames.Length];
        Assert.That(() => probe.Compute(state, 3, 0, 0, state, parameters, parameters), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => probe.Compute(state, 0, 0, 0, new byte[2], parameters, parameters), Throws.ArgumentException);
    }
}
