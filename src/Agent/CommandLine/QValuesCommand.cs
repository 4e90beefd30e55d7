using System.CommandLine;
using System.Globalization;
using DqnGpu.Kernels;
using DqnGpu.Nn;

namespace DqnGpu.Agent;

/// <summary><c>q-values</c>: the action values of given states, to hold them against those of another framework.</summary>
public sealed class QValuesCommand
{
    private readonly TextOption weights = new("--weights", "file", "weights (.safetensors) or a run folder");
    private readonly TextOption input = new("--input", "file", "states one after another, each 4x84x84 bytes (or as many frames as the weights were trained on), oldest first");
    private readonly TextOption device = new("--device", "name", "auto, cuda, opencl, simd or ilgpu-cpu [auto]");

    /// <summary>Makes <paramref name="command"/> the one that prints action values.</summary>
    public QValuesCommand(Command command)
    {
        foreach (var option in (Option[])[weights, input, device])
            command.Options.Add(option);
        command.SetAction(Execute);
    }

    private int Execute(ParseResult parsed)
    {
        var agent = TrainedAgent.Load(parsed.GetValue(weights) ?? throw new OptionException("Name the weights: --weights FILE."));
        var states = ReadStates(parsed.GetValue(input) ?? throw new OptionException("Name the states: --input FILE."), agent.Network.Frames);
        using var chosen = DeviceChoice.Open(parsed.GetValue(device) ?? Devices.Auto, threads: 0);
        using var pass = new NetworkPass(chosen, agent.Network, 1, training: false);
        using var parameters = chosen.Allocate<float>(agent.Network.BufferLength);
        using var state = chosen.Allocate<byte>(agent.Network.Frames.Length);
        parameters.CopyFrom(agent.Parameters);
        var q = new float[agent.Network.Actions];
        for (var offset = 0; offset < states.Length; offset += agent.Network.Frames.Length)
        {
            state.CopyFrom(states.AsSpan(offset, agent.Network.Frames.Length));
            pass.Forward(state, parameters);
            pass.Q.Buffer.CopyTo(q, pass.Q.Offset);
            Console.WriteLine(string.Join(' ', q.Select(value => value.ToString("R", CultureInfo.InvariantCulture))));
        }
        return ExitCode.Success;
    }

    private static byte[] ReadStates(string file, FrameShape frames)
    {
        if (!File.Exists(file))
            throw new OptionException($"There is no file '{file}'.");
        var states = File.ReadAllBytes(file);
        return states.Length > 0 && states.Length % frames.Length == 0
            ? states
            : throw new InvalidDataException($"{file} has {states.Length:N0} bytes, which is no whole number of states of {frames.Length:N0} bytes ({frames}).");
    }
}
