using DqnGpu.Ale;
using DqnGpu.Nn;
using NUnit.Framework;

namespace DqnGpu.Agent.Tests;

/// <summary>What the command makes of weights; what another program makes of the file is tested where the file is written, in Nn.Tests.</summary>
public sealed class OnnxCommandTests : FolderFixture
{
    private const string PongActions = "NOOP,FIRE,RIGHT,LEFT,RIGHTFIRE,LEFTFIRE";

    private string Output => Path.Combine(Root, "agent.onnx");

    [Test]
    public void WritesTheWeightsThatComeAlongWithTheirCardAndTheActionsNames()
    {
        var rom = Path.Combine(Root, "pong.bin");
        File.WriteAllBytes(rom, BundledCartridges.Find("pong")!.Bytes.ToArray());
        var result = AgentProcess.Run("onnx", "pong", "--rom", rom, "--out", Output);
        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.Success), result.Error);
        Assert.That(result.Output, Does.Contain($"\nActions: {PongActions}\nWritten: {Output}\n"));

        var library = new RomLibrary();
        var agent = TrainedAgent.Bundled(library.Identify(rom));
        var metadata = agent.Card!.ToMetadata();
        metadata["actions"] = PongActions;
        Assert.That(metadata, Contains.Key("game").WithValue("pong").And.ContainKey("options").And.ContainKey("cartridge_md5"));
        Assert.That(File.ReadAllBytes(Output), Is.EqualTo(Onnx(agent.Network, agent.Parameters, metadata)));
    }

    [Test]
    public void WeightsThatDoNotSayTheirGameGetTheNamedOnes()
    {
        var network = Network.Patch(6);
        var parameters = new float[network.BufferLength];
        network.Initialize(parameters, Initialization.TorchDefault, seed: 3);
        var weights = Path.Combine(Root, "foreign.safetensors");
        Weights.Save(weights, network, parameters);

        var unnamed = AgentProcess.Run("onnx", "--weights", weights, "--out", Output);
        Assert.That(unnamed.ExitCode, Is.EqualTo(ExitCode.Success), unnamed.Error);
        Assert.That(unnamed.Output, Does.Contain("Actions: not named"));
        Assert.That(File.ReadAllBytes(Output), Is.EqualTo(Onnx(network, parameters, [])));

        var named = AgentProcess.Run("onnx", "ALE/Pong-v5", "--weights", weights, "--out", Output);
        Assert.That(named.ExitCode, Is.EqualTo(ExitCode.Success), named.Error);
        Assert.That(File.ReadAllBytes(Output), Is.EqualTo(Onnx(network, parameters, new() { ["game"] = "pong", ["actions"] = PongActions })));

        Refused(AgentProcess.Run("onnx", "breakout", "--weights", weights, "--out", Output), "is for 6 actions, but breakout has 4.", ExitCode.Usage);
        Refused(AgentProcess.Run("onnx", "--weights", weights), "Name the file to write: --out FILE.onnx.", ExitCode.Usage);
        Refused(AgentProcess.Run("onnx", "--weights", weights, "--out", weights), "foreign.safetensors' does not end in .onnx.", ExitCode.Usage);
        var nowhere = Path.Combine(Root, "nowhere", "agent.onnx");
        Refused(AgentProcess.Run("onnx", "--weights", weights, "--out", nowhere), $"There is no folder '{Path.GetDirectoryName(nowhere)}' for --out ", ExitCode.Usage);
        Assert.That(Path.GetDirectoryName(nowhere), Does.Not.Exist);
    }

    [Test]
    public void AFileThatIsNotOfWeightsIsRefused()
    {
        var file = Path.Combine(Root, "notes.safetensors");
        File.WriteAllText(file, "these are notes, and no weights");
        Refused(AgentProcess.Run("onnx", "pong", "--weights", file, "--out", Output), "notes.safetensors' cannot be read as safetensors", ExitCode.Failure);
        Assert.That(Output, Does.Not.Exist);
    }

    private static void Refused(AgentProcess result, string expected, int exitCode)
    {
        Assert.That(result.ErrorLine, Does.StartWith("error: ").And.Contain(expected).And.Not.Contain('\n'));
        Assert.That(result.ExitCode, Is.EqualTo(exitCode));
    }

    private static byte[] Onnx(Network network, float[] parameters, Dictionary<string, string> metadata)
    {
        using var stream = new MemoryStream();
        OnnxFile.Write(stream, network, parameters, metadata);
        return stream.ToArray();
    }
}
