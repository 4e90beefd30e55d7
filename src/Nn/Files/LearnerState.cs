namespace DqnGpu.Nn;

/// <summary>
/// The whole state of a <see cref="QLearner"/> as one safetensors file, bit for bit, so that a run goes on as if it had never stopped.
/// </summary>
/// <remarks>
/// Tensors <c>online.*</c>, <c>target.*</c>, <c>first_moment.*</c> and <c>second_moment.*</c> with PyTorch's names and layouts, and
/// <c>schedule</c> (learning rate and, with Adam, step count and bias corrections). <see cref="Weights.Load(string, Network, Span{float})"/> reads
/// the online network out of it.
/// </remarks>
internal static class LearnerState
{
    internal const string OnlinePrefix = "online.";

    private const string TargetPrefix = "target.";
    private const string FirstMomentPrefix = "first_moment.";
    private const string SecondMomentPrefix = "second_moment.";
    private const string ScheduleName = "schedule";
    private const string OptimizerKey = "optimizer";

    public static void Save(string path, QLearner learner, IReadOnlyDictionary<string, string>? metadata)
    {
        var network = learner.Network;
        var optimizer = learner.Optimizer;
        var schedule = optimizer.Schedule.ToArray();
        SafeTensors.Write(
            path,
            [
                .. Weights.ToTensors(network, learner.Online.ToArray(), OnlinePrefix),
                .. Weights.ToTensors(network, learner.Target.ToArray(), TargetPrefix),
                .. Weights.ToTensors(network, optimizer.FirstMoment.ToArray(), FirstMomentPrefix),
                .. Weights.ToTensors(network, optimizer.SecondMoment.ToArray(), SecondMomentPrefix),
                SafeTensor.Create<float>(ScheduleName, [schedule.Length], schedule),
            ],
            new Dictionary<string, string>(metadata ?? new Dictionary<string, string>()) { [OptimizerKey] = optimizer.Kind.ToString() });
    }

    public static IReadOnlyDictionary<string, string> Load(string path, QLearner learner)
    {
        var file = SafeTensors.Read(path);
        var network = learner.Network;
        var optimizer = learner.Optimizer;
        var saved = file.Metadata.GetValueOrDefault(OptimizerKey);
        if (saved != optimizer.Kind.ToString())
            throw new InvalidDataException(
                $"'{path}' holds the state of the optimiser '{saved ?? "none"}', but this learner's is {optimizer.Kind}. " +
                "Resume with the options that the run was started with.");

        // All is read before any is set, so that a bad file leaves the learner as it was.
        var online = Flat(OnlinePrefix);
        var target = Flat(TargetPrefix);
        var firstMoment = Flat(FirstMomentPrefix);
        var secondMoment = Flat(SecondMomentPrefix);
        var schedule = file.Values<float>(ScheduleName, [(int)optimizer.Schedule.Length]);
        learner.Device.Synchronize();
        learner.Online.CopyFrom(online);
        learner.Target.CopyFrom(target);
        optimizer.Restore(firstMoment, secondMoment, schedule);
        return file.Metadata;

        float[] Flat(string prefix)
        {
            var flat = new float[network.BufferLength];
            Weights.FromTensors(file, network, flat, prefix);
            return flat;
        }
    }
}
