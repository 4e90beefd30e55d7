using System.Text.Json;
using System.Text.Json.Nodes;
using DqnGpu.Nn;

namespace DqnGpu.Agent;

/// <summary>
/// Trained weights for others: the safetensors file under the name by which it is found, with its <see cref="WeightsCard"/> inside, and beside it the
/// same in JSON with an evaluation, for people.
/// </summary>
public static class PublishedWeights
{
    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true };

    /// <summary>The file name, without extension, of a game's weights for a cartridge.</summary>
    public static string Name(string game, string cartridgeMd5) => $"{game}-{cartridgeMd5[..8]}";

    /// <summary>Copies weights into a folder and writes their card.</summary>
    /// <param name="folder">The folder; it is made if there is none.</param>
    /// <param name="setup">Game and cartridge of the evaluation.</param>
    /// <param name="agent">The weights.</param>
    /// <param name="result">What they scored.</param>
    /// <param name="epsilon">At which epsilon.</param>
    /// <returns>The weights file written.</returns>
    /// <exception cref="OptionException">The weights say nothing of how they were trained, or were trained on another cartridge.</exception>
    public static string Publish(string folder, GameSetup setup, TrainedAgent agent, EvaluationResult result, double epsilon)
    {
        var card = agent.Card ?? throw new OptionException($"{agent.File} says nothing of how it was trained, so no card can be written.");
        var path = Path.Combine(folder, Name(card.Game, setup.Rom.Cartridge.Md5));
        if (card.CartridgeMd5 != setup.Rom.Cartridge.Md5)
            throw new OptionException(
                $"{agent.File} was trained on the cartridge with MD5 {card.CartridgeMd5}, but evaluated on {setup.Rom.Cartridge.Md5}. Name the right one with --rom.");
        Directory.CreateDirectory(folder);
        card.Save(path + ".safetensors", agent.Network, agent.Parameters);
        var json = new JsonObject
        {
            ["game"] = card.Game,
            ["cartridgeMd5"] = card.CartridgeMd5,
            ["agentSteps"] = card.Steps,
            ["updates"] = card.Updates,
            ["meanScoreInTraining"] = double.IsNaN(card.MeanScore) ? null : card.MeanScore,
            ["evaluation"] = result.ToJson(epsilon),
            ["options"] = JsonNode.Parse(OptionsFile.ToJson(card.Options)),
        };
        AtomicFile.WriteText(path + ".json", json.ToJsonString(Format) + "\n");
        return path + ".safetensors";
    }
}
