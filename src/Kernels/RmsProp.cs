namespace DqnGpu.Kernels;

/// <summary>The constants of <see cref="RmsProp"/>.</summary>
/// <param name="Decay">Decay of both running means, 0..1.</param>
/// <param name="Epsilon">Keeps the denominator away from zero.</param>
/// <param name="Centred">True: the variance of the gradient (Graves 2013); false: its second moment (Tieleman and Hinton 2012).</param>
/// <param name="EpsilonInsideRoot">True: sqrt(s + epsilon), as Mnih et al. 2015; false: sqrt(s) + epsilon, as PyTorch.</param>
public readonly record struct RmsPropSettings(float Decay, float Epsilon, bool Centred, bool EpsilonInsideRoot)
{
    /// <summary>
    /// Mnih et al. 2015: decay 0.95, epsilon 0.01 inside the root, centred. Their gradient is a sum over the minibatch; for the mean over N samples
    /// epsilon is 0.01 / N^2.
    /// </summary>
    public static RmsPropSettings Nature => new(0.95f, 0.01f, Centred: true, EpsilonInsideRoot: true);
}

/// <summary>The RMSProp optimiser over one flat parameter buffer.</summary>
/// <remarks>
/// <code>
/// v = decay v + (1 - decay) g^2        m = decay m + (1 - decay) g   (centred only)        s = v - m^2   or, not centred,   s = v
/// parameter = parameter - learningRate * g / sqrt(s + epsilon)   or   learningRate * g / (sqrt(s) + epsilon)
/// </code>
/// <para><c>schedule</c> [1] holds the learning rate, so that a captured graph stays valid when it changes.
/// Rounding can make s slightly negative; it counts as 0 then. NaN stays NaN.</para>
/// </remarks>
public abstract class RmsProp
{
    /// <summary>Elements of the schedule buffer.</summary>
    public const int ScheduleLength = 1;

    /// <summary>One step: updates parameters and running means in place.</summary>
    /// <param name="settings">Constants.</param>
    /// <param name="parameters">[P]; updated.</param>
    /// <param name="gradients">[P].</param>
    /// <param name="firstMoment">m [P]; updated when centred, zero before the first step.</param>
    /// <param name="secondMoment">v [P]; updated, zero before the first step.</param>
    /// <param name="schedule">[1], the learning rate.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public void Step(
        in RmsPropSettings settings, DeviceView<float> parameters, DeviceView<float> gradients, DeviceView<float> firstMoment,
        DeviceView<float> secondMoment, DeviceView<float> schedule)
    {
        BufferCheck.Length(gradients, parameters.Length, "of the parameters");
        BufferCheck.Length(firstMoment, parameters.Length, "of the parameters");
        BufferCheck.Length(secondMoment, parameters.Length, "of the parameters");
        BufferCheck.Length(schedule, ScheduleLength, "[1]");
        StepCore(settings, parameters, gradients, firstMoment, secondMoment, schedule);
    }

    /// <summary><c>Step</c> on the device, once the lengths are checked.</summary>
    protected abstract void StepCore(
        in RmsPropSettings settings, DeviceView<float> parameters, DeviceView<float> gradients, DeviceView<float> firstMoment,
        DeviceView<float> secondMoment, DeviceView<float> schedule);
}
