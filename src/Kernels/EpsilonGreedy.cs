namespace DqnGpu.Kernels;

/// <summary>Epsilon-greedy choice of an action for each of N states.</summary>
/// <remarks>
/// <code>
/// action[n] = randomActions[n]               if uniforms[n] &lt; epsilons[n]
///             argmax over a of q[n,a]        otherwise (the lowest a among equals; see <see cref="RowMax"/> for NaN)
/// </code>
/// The random numbers come from the caller, so that a run repeats whatever the device does.
/// </remarks>
public abstract class EpsilonGreedy
{
    /// <summary>Chooses.</summary>
    /// <param name="actions">A, the number of actions.</param>
    /// <param name="q">[N, A].</param>
    /// <param name="epsilons">[N], 0..1.</param>
    /// <param name="uniforms">[N], uniform in 0..1 (1 excluded).</param>
    /// <param name="randomActions">[N], uniform in 0..A-1.</param>
    /// <param name="chosen">[N]; overwritten.</param>
    /// <exception cref="ArgumentException">A view's length does not fit its shape.</exception>
    public void Choose(
        int actions, DeviceView<float> q, DeviceView<float> epsilons, DeviceView<float> uniforms, DeviceView<int> randomActions,
        DeviceView<int> chosen)
    {
        BufferCheck.Positive(actions);
        BufferCheck.Length(q, chosen.Length * actions, "[N, A]");
        BufferCheck.Length(epsilons, chosen.Length, "[N]");
        BufferCheck.Length(uniforms, chosen.Length, "[N]");
        BufferCheck.Length(randomActions, chosen.Length, "[N]");
        ChooseCore(actions, q, epsilons, uniforms, randomActions, chosen);
    }

    /// <summary><c>Choose</c> on the device, once the lengths are checked.</summary>
    protected abstract void ChooseCore(
        int actions, DeviceView<float> q, DeviceView<float> epsilons, DeviceView<float> uniforms, DeviceView<int> randomActions,
        DeviceView<int> chosen);
}
