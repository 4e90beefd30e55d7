using System.Globalization;
using DqnGpu.Nn;

namespace DqnGpu.Agent;

/// <summary>What is to be known of trained weights; it stands in the weights file itself, as safetensors' metadata.</summary>
/// <param name="Game">Name of the game.</param>
/// <param name="CartridgeMd5">MD5 of the cartridge it was learnt on.</param>
/// <param name="Options">Options of the training, preprocessing included: to play well, the weights must see what they learnt from.</param>
/// <param name="Steps">Agent steps played.</param>
/// <param name="Updates">Minibatches learnt from.</param>
/// <param name="MeanScore">Mean true score of the last games then.</param>
public sealed record WeightsCard(string Game, string CartridgeMd5, TrainingOptions Options, long Steps, long Updates, double MeanScore)
{
    /// <summary>Under which name the game stands in the metadata.</summary>
    public const string GameKey = "game";

    private const string Md5Key = "cartridge_md5";
    private const string OptionsKey = "options";
    private const string StepsKey = "steps";
    private const string UpdatesKey = "updates";
    private const string MeanScoreKey = "mean_score";

    /// <summary>Writes weights with this card.</summary>
    public void Save(string path, Network network, ReadOnlySpan<float> parameters) => Weights.Save(path, network, parameters, ToMetadata());

    /// <summary>The card as a file's metadata.</summary>
    public Dictionary<string, string> ToMetadata() => new()
    {
        [GameKey] = Game,
        [Md5Key] = CartridgeMd5,
        [OptionsKey] = OptionsFile.ToJson(Options),
        [StepsKey] = Steps.ToString(CultureInfo.InvariantCulture),
        [UpdatesKey] = Updates.ToString(CultureInfo.InvariantCulture),
        [MeanScoreKey] = MeanScore.ToString("0.###", CultureInfo.InvariantCulture),
    };

    /// <summary>The card in a file's metadata; null when it has none, as files of PyTorch.</summary>
    public static WeightsCard? From(IReadOnlyDictionary<string, string> metadata, string file)
    {
        if (!metadata.TryGetValue(GameKey, out var game) || !metadata.TryGetValue(OptionsKey, out var options))
            return null;
        return new(
            game, metadata.GetValueOrDefault(Md5Key, ""), OptionsFile.FromJson(options, file),
            Number(StepsKey), Number(UpdatesKey), double.TryParse(metadata.GetValueOrDefault(MeanScoreKey), CultureInfo.InvariantCulture, out var score) ? score : double.NaN);

        long Number(string key) => long.TryParse(metadata.GetValueOrDefault(key), CultureInfo.InvariantCulture, out var number) ? number : 0;
    }
}
