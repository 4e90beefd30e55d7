using ILGPU;

namespace DqnGpu.Lessons.Ladder.Loss;

/// <summary>The loss of a minibatch and its gradient, named as in the book: N transitions, A actions.</summary>
/// <remarks>
/// <code>
/// y[n] = r[n] + discount[n] * max over a' of next[n, a']        d[n] = q[n, a[n]] - y[n]
/// L = mean over n of d[n]^2                                     dq[n, a[n]] = 2 d[n] / N, and 0 for other actions
/// </code>
/// </remarks>
public struct TdStep
{
    /// <summary>q(s, .) of the online network and q'(s', .) of the target network [N, A]; dL/dq [N, A].</summary>
    public ArrayView<float> q, next, dq;

    /// <summary>The action taken [N], 0..A-1.</summary>
    public ArrayView<int> a;

    /// <summary>Reward and discount of each transition [N]; its error [N]; the loss [1].</summary>
    public ArrayView<float> r, discount, d, L;

    /// <summary>[N]: where a rung writes down the maxima and the targets.</summary>
    public ArrayView<float> best, y;

    public int N, A;
}
