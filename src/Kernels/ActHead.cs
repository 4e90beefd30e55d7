namespace DqnGpu.Kernels;

/// <summary>What <see cref="ActHead"/> reads and writes for N states, A actions and In features of the layer in front.</summary>
public readonly struct ActHeadBuffers
{
    /// <summary>The network: h [N, In], w [A, In], b [A], and q(s, .) [N, A], written.</summary>
    public required LayerBuffers<float> Network { get; init; }

    /// <summary>[N], 0..1: probability of the random action.</summary>
    public required DeviceView<float> Epsilons { get; init; }

    /// <summary>[N], uniform in 0..1 (1 excluded).</summary>
    public required DeviceView<float> Uniforms { get; init; }

    /// <summary>[N], uniform in 0..A-1.</summary>
    public required DeviceView<int> RandomActions { get; init; }

    /// <summary>The actions [N], 0..A-1; overwritten.</summary>
    public required DeviceView<int> Chosen { get; init; }

    /// <summary>max over a of q(s, a) [N]; overwritten.</summary>
    public required DeviceView<float> MaxQ { get; init; }
}

/// <summary>The end of acting: the network's last layer forward, the greatest action value, and the epsilon-greedy choice.</summary>
/// <remarks>
/// <code>
/// q = h wT + b     maxQ[n] = max over a of q[n,a]     action[n] = randomActions[n]               if uniforms[n] &lt; epsilons[n]
///                                                                 argmax over a of q[n,a]        otherwise (the lowest a among equals)
/// </code>
/// <para>This class makes it of three operations (<see cref="Linear"/>, <see cref="RowMax"/>, <see cref="EpsilonGreedy"/>), each of which waits for the one
/// before. A GPU, where each wait costs more than the arithmetic, does it in one kernel a state, with the bits of q that <see cref="TdHead"/> gives.</para>
/// </remarks>
public class ActHead
{
    private readonly Device device;

    /// <summary>The head of a device, made of its other operations.</summary>
    public ActHead(Device device) => this.device = device;

    /// <summary>Chooses.</summary>
    /// <param name="shape">N, In, and A as Out.</param>
    /// <param name="buffers">Inputs and outputs.</param>
    /// <exception cref="ArgumentException">A view's length does not fit its shape.</exception>
    public void Choose(in LinearShape shape, in ActHeadBuffers buffers)
    {
        shape.Validate();
        BufferCheck.Length(buffers.Network.Input, shape.InputLength, "[N, In]");
        BufferCheck.Length(buffers.Network.Weights, shape.WeightLength, "[A, In]");
        BufferCheck.Length(buffers.Network.Bias, shape.Out, "[A]");
        BufferCheck.Length(buffers.Network.Output, shape.OutputLength, "[N, A]");
        BufferCheck.Length(buffers.Epsilons, shape.N, "[N]");
        BufferCheck.Length(buffers.Uniforms, shape.N, "[N]");
        BufferCheck.Length(buffers.RandomActions, shape.N, "[N]");
        BufferCheck.Length(buffers.Chosen, shape.N, "[N]");
        BufferCheck.Length(buffers.MaxQ, shape.N, "[N]");
        ChooseCore(shape, buffers);
    }

    /// <summary>Chooses by action values that are there already, of a network whose head is more than one layer.</summary>
    /// <param name="actions">A.</param>
    /// <param name="buffers">Inputs and outputs; of the network only q [N, A], which is read.</param>
    /// <exception cref="ArgumentException">A view's length does not fit its shape.</exception>
    public void ChooseByValues(int actions, in ActHeadBuffers buffers)
    {
        var q = buffers.Network.Output;
        // The greedy actions stand where the choice overwrites them.
        device.RowMax.Compute(actions, q, buffers.MaxQ, buffers.Chosen);
        device.EpsilonGreedy.Choose(actions, q, buffers.Epsilons, buffers.Uniforms, buffers.RandomActions, buffers.Chosen);
    }

    /// <summary><c>Choose</c> on the device, once the lengths are checked.</summary>
    protected virtual void ChooseCore(in LinearShape shape, in ActHeadBuffers buffers)
    {
        var network = buffers.Network;
        device.Linear.Forward(shape, network.Input, network.Weights, network.Bias, network.Output, Activation.None);
        ChooseByValues(shape.Out, buffers);
    }
}
