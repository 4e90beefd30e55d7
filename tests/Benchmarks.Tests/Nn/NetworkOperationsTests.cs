using DqnGpu.Benchmarks.Nn;
using DqnGpu.Kernels;

namespace DqnGpu.Benchmarks.Tests.Nn;

/// <summary>The operations of an update come to what the whole is said to be.</summary>
public sealed class NetworkOperationsTests
{
    [TestCase("article")]
    [TestCase("nature")]
    [TestCase("patch")]
    public void Their_operations_add_up_to_the_updates(string name)
    {
        var network = MeasuredNetwork.Create(name);
        using var device = Devices.Open("simd", new DeviceOptions(Threads: 1));
        using var operations = new NetworkOperations(device, network, batchSize: 32);
        var adam = operations.All.Single(operation => operation.Name == "adam").FloatingPointOperations;
        Assert.That(
            operations.OfUpdate(operation => operation.FloatingPointOperations) - adam,
            Is.EqualTo(MeasuredUpdate.FloatingPointOperations(network, 32)));
        Assert.That(operations.OfAct(operation => operation.FloatingPointOperations), Is.EqualTo(2.0 * 32 * network.MultiplyAdds));
    }

    [Test]
    public void Every_input_and_output_counts_once()
    {
        using var device = Devices.Open("simd", new DeviceOptions(Threads: 1));
        using var operations = new NetworkOperations(device, MeasuredNetwork.Create("nature"), batchSize: 32);
        var bytes = operations.All.ToDictionary(operation => operation.Name, operation => operation.Bytes);
        // Frames are bytes; what else there is takes four.
        Assert.That(bytes["conv1/forward"], Is.EqualTo((32 * 4 * 84 * 84) + 4 * (8 * 8 * 4 * 32 + 32 + 32 * 20 * 20 * 32)));
        Assert.That(bytes["linear2/backward-input"], Is.EqualTo(4 * (32 * 6 + 6 * 512 + 2 * 32 * 512)));
    }
}
