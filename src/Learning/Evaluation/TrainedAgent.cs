using DqnGpu.Ale;
using DqnGpu.Nn;

namespace DqnGpu.Agent;

/// <summary>Trained weights with the game that they play.</summary>
/// <param name="File">Where they come from, for messages.</param>
/// <param name="Network">Their network.</param>
/// <param name="Parameters">[<see cref="Network.BufferLength"/>].</param>
/// <param name="Card">What the file says of them; null for a file of another program.</param>
public sealed record TrainedAgent(string File, Network Network, float[] Parameters, WeightsCard? Card)
{
    /// <summary>Options of the training; of weights that do not say, the article's.</summary>
    public TrainingOptions Options => Card?.Options ?? TrainingPresets.Article;

    /// <summary>Reads weights.</summary>
    /// <param name="path">A safetensors file, or a run folder: then its best weights.</param>
    /// <exception cref="OptionException">There are no weights.</exception>
    /// <exception cref="InvalidDataException">The file is damaged or of a network that this program does not know.</exception>
    public static TrainedAgent Load(string path)
    {
        var file = Directory.Exists(path) ? WeightsOfRun(path) : path;
        if (!System.IO.File.Exists(file))
            throw new OptionException($"There is no weights file '{file}'.");
        var (network, parameters, metadata) = NetworkGuess.Load(file);
        return new(file, network, parameters, WeightsCard.From(metadata, file));
    }

    /// <summary>The weights that come with this program for a game on a cartridge.</summary>
    /// <exception cref="OptionException">There are none.</exception>
    public static TrainedAgent Bundled(RomChoice rom) =>
        BundledOrNone(rom) ?? throw new OptionException(
            $"No trained weights come with this program for {rom.Game.Name} on the cartridge with MD5 {rom.Cartridge.Md5}. Train some (`{rom.Game.Name}`) and name them: --weights runs/.../best.safetensors");

    /// <summary>The weights that come with this program for a game on a cartridge; null where there are none.</summary>
    public static TrainedAgent? BundledOrNone(RomChoice rom)
    {
        var file = Path.Combine(AppContext.BaseDirectory, "Trained", PublishedWeights.Name(rom.Game.Name, rom.Cartridge.Md5) + ".safetensors");
        return System.IO.File.Exists(file) ? Load(file) : null;
    }

    /// <summary>The game as the weights learnt it.</summary>
    /// <param name="rom">Game and cartridge.</param>
    /// <param name="adjust">What the user wants otherwise.</param>
    /// <exception cref="OptionException">The weights are of another game, or for other actions.</exception>
    public GameSetup Setup(RomChoice rom, Func<TrainingOptions, TrainingOptions> adjust)
    {
        var setup = new GameSetup(rom, adjust(Options));
        _ = Actions(rom.Game, setup.Options);
        return setup;
    }

    /// <summary>The actions whose values the network gives, in the order of its outputs.</summary>
    /// <param name="game">The game that it is to play.</param>
    /// <param name="options">Say whether it plays with all actions or those that matter.</param>
    /// <exception cref="OptionException">The weights are of another game, or for other actions.</exception>
    public IReadOnlyList<AtariAction> Actions(GameDefinition game, TrainingOptions options)
    {
        if (Card is not null && Card.Game != game.Name)
            throw new OptionException($"{File} has learnt {Card.Game}, not {game.Name}.");
        var actions = options.FullActions ? game.LegalActions : game.MinimalActions;
        return actions.Count == Network.Actions
            ? actions
            : throw new OptionException($"{File} is for {Network.Actions} actions, but {game.Name} has {actions.Count}.");
    }

    /// <summary>The parameters, for a network that they fit.</summary>
    /// <exception cref="OptionException">It is another network; the message describes both.</exception>
    public float[] ParametersFor(Network network) =>
        Network.Parameters.Select(tensor => (tensor.Name, Shape(tensor))).SequenceEqual(network.Parameters.Select(tensor => (tensor.Name, Shape(tensor))))
            ? Parameters
            : throw new OptionException($"{File} is of another network than this training's: {Network}, not {network}.");

    private static string Shape(ParameterTensor tensor) => string.Join('x', tensor.TorchShape);

    private static string WeightsOfRun(string path)
    {
        var folder = RunFolder.Open(path);
        return System.IO.File.Exists(folder.BestWeights) ? folder.BestWeights
            : System.IO.File.Exists(folder.LastWeights) ? folder.LastWeights
            : throw new OptionException($"The run {path} has no weights yet.");
    }
}
