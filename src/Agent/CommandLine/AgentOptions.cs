using System.CommandLine;

namespace DqnGpu.Agent;

/// <summary>What all commands have in common that let a trained agent play: its cartridge, where it computes, and what is random.</summary>
public sealed class AgentOptions
{
    private readonly TextOption rom = new("--rom", "file", "cartridge file; otherwise the ROM folder's, or the cartridge that comes with this program");
    private readonly TextOption epsilon = new("--epsilon", "number", "probability of a random action [0.05]");
    private readonly TextOption seed = new("--seed", "number", "seed of no-op starts and random actions [1]");
    private readonly TextOption device = new("--device", "name", "auto, cuda, opencl, simd or ilgpu-cpu [auto]");

    /// <summary>Adds the options to a command.</summary>
    public AgentOptions(Command command)
    {
        foreach (var option in (Option[])[rom, epsilon, seed, device])
            command.Options.Add(option);
    }

    /// <summary>The cartridge file; null: none is named.</summary>
    public string? Rom(ParseResult parsed) => parsed.GetValue(rom);

    /// <summary>Probability of a random action.</summary>
    /// <exception cref="OptionException">It is none.</exception>
    public double Epsilon(ParseResult parsed) => epsilon.Real(parsed, 0, 1) ?? 0.05;

    /// <summary>Seed of no-op starts and random actions.</summary>
    /// <exception cref="OptionException">It is none.</exception>
    public long Seed(ParseResult parsed) => seed.Whole(parsed, 0, long.MaxValue) ?? 1;

    /// <summary>Name of the device.</summary>
    public string Device(ParseResult parsed) => parsed.GetValue(device) ?? "auto";
}
