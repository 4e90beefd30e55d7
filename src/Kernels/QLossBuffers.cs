using System.Runtime.CompilerServices;

namespace DqnGpu.Kernels;

/// <summary>What the loss of a Q-learner reads and writes for a minibatch of N transitions from s to s', which lies n steps on, and A actions.</summary>
/// <remarks>
/// O are a network's outputs for a state: a value for each action, [A], as <see cref="TdLoss"/> and <see cref="MunchausenLoss"/> read them, or Z numbers for each,
/// [A, Z], as <see cref="CategoricalLoss"/> and <see cref="QuantileLoss"/> do.
/// </remarks>
public readonly struct QLossBuffers
{
    /// <summary>Online network's outputs for s [N, O].</summary>
    public required DeviceView<float> Outputs { get; init; }

    /// <summary>Actions taken [N], 0..A-1; see <see cref="IndexCheck"/>.</summary>
    public required DeviceView<int> Actions { get; init; }

    /// <summary>Rewards [N]; with n-step returns the discounted sums of n rewards.</summary>
    public required DeviceView<float> Rewards { get; init; }

    /// <summary>gamma^n (1 - terminal) [N]; a truncated episode is not terminal and bootstraps.</summary>
    public required DeviceView<float> Discounts { get; init; }

    /// <summary>Target network's outputs for s' [N, O].</summary>
    public required DeviceView<float> NextTarget { get; init; }

    /// <summary>
    /// Online network's outputs for s' [N, O], which then choose the next action, as in Double DQN; empty: the target network's do. <see cref="MunchausenLoss"/>,
    /// which chooses none, does not read it.
    /// </summary>
    public DeviceView<float> NextOnline { get; init; }

    /// <summary>Target network's outputs for s [N, O]; read, and needed, by <see cref="MunchausenLoss"/> alone.</summary>
    public DeviceView<float> FirstTarget { get; init; }

    /// <summary>Importance weights [N] of prioritised replay; empty: all 1.</summary>
    public DeviceView<float> Weights { get; init; }

    /// <summary>dL/d(outputs) [N, O]; overwritten, zero but for the action taken.</summary>
    public required DeviceView<float> Gradient { get; init; }

    /// <summary>Errors [N], as the loss defines them; what prioritised replay goes by; overwritten.</summary>
    public required DeviceView<float> Errors { get; init; }

    /// <summary>[2]: the loss L, and the mean over the minibatch of max over a of q(s, a); overwritten.</summary>
    public required DeviceView<float> Statistics { get; init; }

    /// <summary>Checks all lengths against N, the number of actions taken.</summary>
    /// <param name="outputs">O.</param>
    /// <param name="shape">[N, O] as the loss calls it.</param>
    /// <param name="operation">Who asks.</param>
    internal void Check(long outputs, string shape, [CallerMemberName] string operation = "")
    {
        var n = Actions.Length;
        BufferCheck.Positive((int)n, "N");
        BufferCheck.Length(Outputs, n * outputs, shape, operation: operation);
        BufferCheck.Length(Rewards, n, "[N]", operation: operation);
        BufferCheck.Length(Discounts, n, "[N]", operation: operation);
        BufferCheck.Length(NextTarget, n * outputs, shape, operation: operation);
        BufferCheck.LengthOrEmpty(NextOnline, n * outputs, shape, operation: operation);
        BufferCheck.LengthOrEmpty(FirstTarget, n * outputs, shape, operation: operation);
        BufferCheck.LengthOrEmpty(Weights, n, "[N]", operation: operation);
        BufferCheck.Length(Gradient, n * outputs, shape, operation: operation);
        BufferCheck.Length(Errors, n, "[N]", operation: operation);
        BufferCheck.Length(Statistics, 2, "[2]", operation: operation);
    }
}
