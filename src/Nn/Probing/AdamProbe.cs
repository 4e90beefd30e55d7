using DqnGpu.Kernels;

namespace DqnGpu.Nn;

/// <summary>What Adam's step does to one parameter, computed by the device beside the parameters: nothing is learnt.</summary>
public sealed class AdamProbe : IDisposable
{
    /// <summary>A step of so many parameters has the bits of a step of all.</summary>
    private const int Length = ParameterTensor.Alignment;

    private readonly Device device;
    private readonly DeviceBuffer<float> parameter;
    private readonly DeviceBuffer<float> gradient;
    private readonly DeviceBuffer<float> firstMoment;
    private readonly DeviceBuffer<float> secondMoment;
    private readonly DeviceBuffer<float> schedule;

    /// <summary>Allocates memory for one parameter.</summary>
    public AdamProbe(Device device)
    {
        this.device = device;
        parameter = device.Allocate<float>(Length);
        gradient = device.Allocate<float>(Length);
        firstMoment = device.Allocate<float>(Length);
        secondMoment = device.Allocate<float>(Length);
        schedule = device.Allocate<float>(Adam.ScheduleLength);
    }

    /// <summary>One step of one parameter. Waits for it.</summary>
    /// <param name="settings">Adam's constants.</param>
    /// <param name="value">The parameter before.</param>
    /// <param name="g">Its gradient.</param>
    /// <param name="m">Its first moment before.</param>
    /// <param name="v">Its second moment before.</param>
    /// <param name="scheduleBefore">[learning rate, t, c1, c2] before.</param>
    public AdamStep Step(in AdamSettings settings, float value, float g, float m, float v, ReadOnlySpan<float> scheduleBefore)
    {
        parameter.CopyFrom([value]);
        gradient.CopyFrom([g]);
        firstMoment.CopyFrom([m]);
        secondMoment.CopyFrom([v]);
        schedule.CopyFrom(scheduleBefore);
        device.Adam.Step(settings, parameter, gradient, firstMoment, secondMoment, schedule);
        var after = schedule.ToArray();
        return new(after[0], after[1], firstMoment.ToArray()[0], secondMoment.ToArray()[0], after[2], after[3], settings.Epsilon, value, parameter.ToArray()[0]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        parameter.Dispose();
        gradient.Dispose();
        firstMoment.Dispose();
        secondMoment.Dispose();
        schedule.Dispose();
    }
}

/// <summary>One step of one parameter, its numbers as the device computed them; the formula stands at <see cref="Adam"/>.</summary>
/// <param name="LearningRate">The step size.</param>
/// <param name="T">Number of the step, 1 for the first.</param>
/// <param name="M">First moment, this gradient included.</param>
/// <param name="V">Second moment, this gradient included.</param>
/// <param name="C1">1 - beta1^t.</param>
/// <param name="C2">1 - beta2^t.</param>
/// <param name="Epsilon">Added to the root.</param>
/// <param name="Before">The parameter before the step.</param>
/// <param name="Next">The parameter behind the step.</param>
public sealed record AdamStep(float LearningRate, float T, float M, float V, float C1, float C2, float Epsilon, float Before, float Next)
{
    /// <summary>m / c1, in double precision.</summary>
    public double CorrectedM => (double)M / C1;

    /// <summary>v / c2, in double precision.</summary>
    public double CorrectedV => (double)V / C2;

    /// <summary>What is subtracted from the parameter: learning rate * corrected m / (sqrt(corrected v) + epsilon), in double precision.</summary>
    public double Change => LearningRate * CorrectedM / (Math.Sqrt(CorrectedV) + Epsilon);
}
