using ILGPU;

namespace DqnGpu.Lessons.Ladder.Adam;

/// <summary>One step of Adam over all parameters, named as in the book.</summary>
/// <remarks>
/// <code>
/// m = beta1 m + (1 - beta1) g        v = beta2 v + (1 - beta2) g^2        w = w - rate / c1 * m / (sqrt(v / c2) + epsilon)
/// </code>
/// </remarks>
public struct AdamStep
{
    /// <summary>Parameters, their gradients and their moments, each as long as the others.</summary>
    public ArrayView<float> w, g, m, v;

    /// <summary>As long: where a rung writes down each parameter's step.</summary>
    public ArrayView<float> step;

    public float rate, beta1, beta2, epsilon, c1, c2;
}
