namespace DqnGpu.Kernels;

/// <summary>The constants of <see cref="Adam"/>.</summary>
/// <param name="Beta1">Decay of the first moment, 0..1.</param>
/// <param name="Beta2">Decay of the second moment, 0..1.</param>
/// <param name="Epsilon">Added to the root of the second moment.</param>
public readonly record struct AdamSettings(float Beta1 = 0.9f, float Beta2 = 0.999f, float Epsilon = 1e-8f)
{
    /// <summary>PyTorch's defaults, which are the paper's: 0.9, 0.999, 1e-8.</summary>
    public static AdamSettings Default => new(0.9f, 0.999f, 1e-8f);
}

/// <summary>The Adam optimiser over one flat parameter buffer (Kingma and Ba 2015, algorithm 1).</summary>
/// <remarks>
/// <code>
/// t = t + 1        c1 = 1 - beta1^t        c2 = 1 - beta2^t
/// m = beta1 m + (1 - beta1) g        v = beta2 v + (1 - beta2) g^2
/// parameter = parameter - learningRate / c1 * m / (sqrt(v / c2) + epsilon)
/// </code>
/// <para>What changes from step to step lies in a device buffer, <c>schedule</c> [4] = learning rate, t, c1, c2, so that a captured
/// graph stays valid. The corrections follow c = beta c + (1 - beta) from c = 0, which equals 1 - beta^t without the
/// cancellation that 1 - beta^t has in single precision.</para>
/// </remarks>
public abstract class Adam
{
    /// <summary>Elements of the schedule buffer.</summary>
    public const int ScheduleLength = 4;

    /// <summary>The schedule [learning rate, t = 0, c1 = 0, c2 = 0] of an optimiser that has made no step.</summary>
    public static float[] InitialSchedule(float learningRate) => [learningRate, 0, 0, 0];

    /// <summary>One step of all parameters, or of a part of them: updates parameters and moments in place; the last part advances the schedule.</summary>
    /// <remarks>
    /// Every parameter has a step of its own, so a step may be made in parts; where these are cut at multiples of 16, the widest vector, with the bits of a
    /// whole one. The last part must come behind all others: they compute the next c1 and c2 from those that it overwrites.
    /// </remarks>
    /// <param name="settings">Constants.</param>
    /// <param name="parameters">[P]; updated.</param>
    /// <param name="gradients">[P].</param>
    /// <param name="firstMoment">m [P]; updated, zero before the first step.</param>
    /// <param name="secondMoment">v [P]; updated, zero before the first step.</param>
    /// <param name="schedule">[4]; t, c1 and c2 are advanced by the last part, and read by all.</param>
    /// <param name="isLastPart">True: the step ends with these parameters. False: others follow.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public void Step(
        in AdamSettings settings, DeviceView<float> parameters, DeviceView<float> gradients, DeviceView<float> firstMoment,
        DeviceView<float> secondMoment, DeviceView<float> schedule, bool isLastPart = true)
    {
        BufferCheck.Length(gradients, parameters.Length, "of the parameters");
        BufferCheck.Length(firstMoment, parameters.Length, "of the parameters");
        BufferCheck.Length(secondMoment, parameters.Length, "of the parameters");
        BufferCheck.Length(schedule, ScheduleLength, "[4]");
        StepCore(settings, parameters, gradients, firstMoment, secondMoment, schedule, isLastPart);
    }

    /// <summary><c>Step</c> on the device, once the lengths are checked.</summary>
    protected abstract void StepCore(
        in AdamSettings settings, DeviceView<float> parameters, DeviceView<float> gradients, DeviceView<float> firstMoment,
        DeviceView<float> secondMoment, DeviceView<float> schedule, bool isLastPart);
}
