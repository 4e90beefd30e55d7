using DqnGpu.Agent;
using DqnGpu.Ale;
using DqnGpu.Kernels;
using DqnGpu.Nn;

namespace DqnGpu.Benchmarks.Nn;

/// <summary>What a page asks of a network in a state of the bundled Pong, with the ball in play.</summary>
internal sealed class MeasuredLook : IDisposable
{
    private const int StepsBefore = 60;

    private readonly DeviceBuffer<float> parameters;
    private readonly NetworkProbe probe;
    private readonly PerturbationSaliency perturbation;
    private readonly byte[] state;

    public MeasuredLook(Device device, Network network)
    {
        var initial = new float[network.BufferLength];
        network.Initialize(initial, Initialization.HeNormal, seed: 1);
        parameters = device.Allocate<float>(network.BufferLength);
        parameters.CopyFrom(initial);
        probe = new(device, network);
        perturbation = new(device, network);
        state = StateOfPong(network.Frames.C);
    }

    /// <summary>Activations of every layer.</summary>
    public void Activations()
    {
        probe.Look(state, parameters);
        for (var layer = 0; layer < probe.Layers.Count; layer++)
            probe.Output(layer);
    }

    /// <summary>A map by gradient.</summary>
    public void Gradient()
    {
        probe.Look(state, parameters);
        probe.FrameGradient([0]);
    }

    /// <summary>A map by perturbation.</summary>
    public void Perturbation()
    {
        perturbation.Begin(state);
        while (!perturbation.Step(parameters))
        {
        }
    }

    public void Dispose()
    {
        probe.Dispose();
        perturbation.Dispose();
        parameters.Dispose();
    }

    private static byte[] StateOfPong(int frames)
    {
        var setup = new GameSetup(new RomLibrary(new RomSearchPaths()).Find("pong"), TrainingPresets.Fast);
        using var games = setup.CreateEnvironments(1, seed: 1, RandomStream.Evaluation);
        using var stacker = new FrameStacker(games, frames, setup.RepeatFirstFrame);
        games.Reset();
        stacker.Begin();
        for (var step = 0; step < StepsBefore; step++)
        {
            games.BeginStep([1]);
            games.EndStep();
            stacker.Step();
        }
        return stacker.Stacks.ToArray();
    }
}
