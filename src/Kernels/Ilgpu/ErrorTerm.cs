using ILGPU;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>The temporal-difference error of one sample, its loss and its derivative, as the loss and the head need them inside their kernels.</summary>
internal readonly struct ErrorTerm
{
    /// <summary>d = q(s, a) - y.</summary>
    public readonly float Error;

    /// <summary>weight * l(d).</summary>
    public readonly float Loss;

    /// <summary>weight * l'(d) / N.</summary>
    public readonly float Derivative;

    /// <summary>From the value of the action taken and the target y.</summary>
    public ErrorTerm(float value, float target, float weight, int isHuber, int count)
    {
        Error = value - target;
        var magnitude = IntrinsicMath.Abs(Error);
        var isLinear = isHuber != 0 && magnitude > 1;
        var square = isHuber != 0 ? 0.5f * Error * Error : Error * Error;
        var slope = isHuber != 0 ? Error : 2 * Error;
        Loss = weight * (isLinear ? magnitude - 0.5f : square);
        Derivative = weight * (isLinear ? (Error > 0 ? 1f : -1f) : slope) / count;
    }
}
