using DqnGpu.Benchmarks.Kernels;
using DqnGpu.Kernels;
using DqnGpu.Nn;

namespace DqnGpu.Benchmarks.Nn;

/// <summary>Every operation of an update of one network, one by one, and what they come to together.</summary>
internal sealed class NetworkOperations : IDisposable
{
    private readonly RandomBuffers buffers;

    /// <summary>Allocates nothing: an operation does before its first run.</summary>
    /// <param name="device">Where they run.</param>
    /// <param name="network">Convolutions, and linear layers behind them.</param>
    /// <param name="batchSize">N.</param>
    public NetworkOperations(Device device, Network network, int batchSize)
    {
        buffers = new(device);
        var operations = new LayerOperations(device, buffers);
        var all = new List<MeasuredOperation>();
        var (convolutions, linears) = (0, 0);
        foreach (var layer in network.Layers)
        {
            var part = layer.Layer.Parts(layer.Input).Single();
            all.AddRange(part.Convolution is { } shape
                ? operations.Convolution($"conv{++convolutions}", shape with { N = batchSize }, readsFrames: layer == network.Layers[0])
                : operations.Linear($"linear{++linears}", new(batchSize, layer.Input.Length, layer.Output.Length)));
        }
        all.Add(operations.AdamStep("adam", network.BufferLength));
        All = all;
    }

    /// <summary>The operations, from the first layer to the last.</summary>
    public IReadOnlyList<MeasuredOperation> All { get; }

    /// <summary>A figure of a whole update, of which the loss is no part: the target network goes forward too.</summary>
    public double OfUpdate(Func<MeasuredOperation, double> figure) => All.Sum(operation => figure(operation) * (IsForward(operation) ? 2 : 1));

    /// <summary>A figure of a choice of actions.</summary>
    public double OfAct(Func<MeasuredOperation, double> figure) => All.Where(IsForward).Sum(figure);

    /// <summary>Queues all operations of an update but the loss.</summary>
    public void RunUpdate()
    {
        foreach (var operation in All)
        {
            operation.RunInTurn();
            if (IsForward(operation))
                operation.RunInTurn();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => buffers.Dispose();

    private static bool IsForward(MeasuredOperation operation) => operation.Name.EndsWith("/forward", StringComparison.Ordinal);
}
