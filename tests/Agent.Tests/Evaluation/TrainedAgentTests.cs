using DqnGpu.Nn;
using NUnit.Framework;

namespace DqnGpu.Agent.Tests;

public sealed class TrainedAgentTests
{
    [Test]
    public void ItsParametersAreForItsNetworkAlone()
    {
        var agent = new TrainedAgent("pong.safetensors", Network.Article(6), new float[Network.Article(6).BufferLength], Card: null);
        Assert.That(agent.ParametersFor(Network.Article(6)), Is.SameAs(agent.Parameters));
        Assert.That(Told(Network.Article(4)), Is.EqualTo(
            "pong.safetensors is of another network than this training's: 4x84x84 frames, 20x20x16, 9x9x32, 512 features, 6 actions, not 4x84x84 frames, 20x20x16, 9x9x32, 512 features, 4 actions."));
        Assert.That(Told(Network.ArticleDueling(6)), Does.EndWith("not 4x84x84 frames, 20x20x16, 9x9x32, 6 actions of a dueling head."));
        Assert.That(Told(Network.Article(6, stack: 2)), Does.Contain("not 2x84x84 frames"));

        string Told(Network network) => Assert.Throws<OptionException>(() => agent.ParametersFor(network))!.Message;
    }
}
