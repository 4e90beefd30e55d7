using System.Runtime.CompilerServices;

namespace DqnGpu.Kernels;

/// <summary>What <see cref="TdHead"/> reads and writes for a minibatch of N transitions, A actions and In features of the layer in front.</summary>
public readonly struct TdHeadBuffers
{
    /// <summary>Online network on the first states: h [N, In], w [A, In], b [A], and q(s, .) [N, A], written.</summary>
    public required LayerBuffers<float> Online { get; init; }

    /// <summary>Target network on the states n steps on: h' [N, In], w' [A, In], b' [A], and q'(s', .) [N, A], written.</summary>
    public required LayerBuffers<float> NextTarget { get; init; }

    /// <summary>Online network on the same states, for Double DQN; null: plain DQN.</summary>
    public LayerBuffers<float>? NextOnline { get; init; }

    /// <summary>Actions taken [N], 0..A-1; see <see cref="IndexCheck"/>.</summary>
    public required DeviceView<int> Actions { get; init; }

    /// <summary>Rewards [N].</summary>
    public required DeviceView<float> Rewards { get; init; }

    /// <summary>gamma^n (1 - terminal) [N].</summary>
    public required DeviceView<float> Discounts { get; init; }

    /// <summary>Importance weights [N]; empty: all 1.</summary>
    public DeviceView<float> Weights { get; init; }

    /// <summary>True when h is the output of a fused ReLU: dh is 0 where h is 0.</summary>
    public required bool InputIsRelu { get; init; }

    /// <summary>dL/dq [N, A]; overwritten.</summary>
    public required DeviceView<float> Gradient { get; init; }

    /// <summary>dL/dh [N, In]; overwritten.</summary>
    public required DeviceView<float> InputGradient { get; init; }

    /// <summary>dL/dw [A, In]; overwritten.</summary>
    public required DeviceView<float> WeightGradient { get; init; }

    /// <summary>dL/db [A]; overwritten.</summary>
    public required DeviceView<float> BiasGradient { get; init; }

    /// <summary>Temporal-difference errors [N]; overwritten.</summary>
    public required DeviceView<float> Errors { get; init; }

    /// <summary>[2]: the loss, and the mean of the greatest action values; overwritten.</summary>
    public required DeviceView<float> Statistics { get; init; }
}

/// <summary>The turning point of an update: the networks' last layer forward, the temporal-difference loss, and the last layer backward.</summary>
/// <remarks>
/// <code>
/// q = h wT + b     q' = h' w'T + b'     L, dL/dq as in <see cref="TdLoss"/>     dw = dqT h     db = column sums of dq     dh = dq w
/// </code>
/// <para>It is a ten-thousandth of an update's arithmetic, but four operations, each of which waits for the one before. This class makes it of those four
/// (<see cref="Linear"/>, <see cref="TdLoss"/>); a GPU, where each wait costs more than the arithmetic, does it in one kernel a sample.</para>
/// <para>NaN goes through as in <see cref="TdLoss"/> and <see cref="Relu"/>, into all that the action taken has a share in. What dq = 0 of another action
/// makes of a NaN factor, 0 or NaN, is the device's choice.</para>
/// <para>dw, db and the statistics may be computed in a branch: call <see cref="Device.JoinBranches"/> before they are read, or read them in a branch.</para>
/// </remarks>
public class TdHead
{
    private readonly Device device;

    /// <summary>The head of a device, made of its other operations.</summary>
    public TdHead(Device device) => this.device = device;

    /// <summary>Computes all of it.</summary>
    /// <param name="shape">N, In, and A as Out.</param>
    /// <param name="kind">The error function.</param>
    /// <param name="buffers">Inputs and outputs.</param>
    /// <exception cref="ArgumentException">
    /// A view's length does not fit its shape; or, where actions lie in the host's memory, one is outside 0..A-1. A GPU does not look.
    /// </exception>
    public void Compute(in LinearShape shape, LossKind kind, in TdHeadBuffers buffers)
    {
        shape.Validate();
        CheckNetwork(shape, buffers.Online);
        CheckNetwork(shape, buffers.NextTarget);
        if (buffers.NextOnline is { } nextOnline)
            CheckNetwork(shape, nextOnline);
        BufferCheck.Length(buffers.Actions, shape.N, "[N]");
        BufferCheck.Length(buffers.Rewards, shape.N, "[N]");
        BufferCheck.Length(buffers.Discounts, shape.N, "[N]");
        BufferCheck.LengthOrEmpty(buffers.Weights, shape.N, "[N]");
        BufferCheck.Length(buffers.Gradient, shape.OutputLength, "[N, A]");
        BufferCheck.Length(buffers.InputGradient, shape.InputLength, "[N, In]");
        BufferCheck.Length(buffers.WeightGradient, shape.WeightLength, "[A, In]");
        BufferCheck.Length(buffers.BiasGradient, shape.Out, "[A]");
        BufferCheck.Length(buffers.Errors, shape.N, "[N]");
        BufferCheck.Length(buffers.Statistics, 2, "[2]");
        ComputeCore(shape, kind, buffers);
    }

    /// <summary><c>Compute</c> on the device, once the lengths are checked.</summary>
    protected virtual void ComputeCore(in LinearShape shape, LossKind kind, in TdHeadBuffers buffers)
    {
        if (buffers.NextOnline is { } nextOnline)
            device.Linear.ForwardTogether(shape, [buffers.Online, buffers.NextTarget, nextOnline], Activation.None);
        else
            device.Linear.ForwardTogether(shape, [buffers.Online, buffers.NextTarget], Activation.None);
        device.TdLoss.Compute(shape.Out, kind, new()
        {
            Outputs = buffers.Online.Output,
            Actions = buffers.Actions,
            Rewards = buffers.Rewards,
            Discounts = buffers.Discounts,
            NextTarget = buffers.NextTarget.Output,
            NextOnline = buffers.NextOnline?.Output ?? default,
            Weights = buffers.Weights,
            Gradient = buffers.Gradient,
            Errors = buffers.Errors,
            Statistics = buffers.Statistics,
        });
        device.Linear.Backward(
            shape, buffers.Online.Input, buffers.Online.Weights, buffers.Gradient, buffers.WeightGradient, buffers.BiasGradient, buffers.InputGradient,
            buffers.InputIsRelu ? buffers.Online.Input : default);
    }

    private static void CheckNetwork(in LinearShape shape, LayerBuffers<float> network, [CallerMemberName] string operation = "")
    {
        BufferCheck.Length(network.Input, shape.InputLength, "[N, In]", operation: operation);
        BufferCheck.Length(network.Weights, shape.WeightLength, "[A, In]", operation: operation);
        BufferCheck.Length(network.Bias, shape.Out, "[A]", operation: operation);
        BufferCheck.Length(network.Output, shape.OutputLength, "[N, A]", operation: operation);
    }
}
