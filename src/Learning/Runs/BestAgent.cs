using DqnGpu.Kernels;
using DqnGpu.Nn;

namespace DqnGpu.Agent;

/// <summary>
/// The state of the trainer when it was best: copied on the device, where it takes no time and nobody waits for it, and written to disk
/// with the next checkpoint.
/// </summary>
public sealed class BestAgent : IDisposable
{
    private readonly Trainer trainer;
    private readonly DeviceBuffer<float>[] learner;
    private readonly DeviceBuffer<float> player;
    private readonly MemoryStream books = new();
    private readonly MemoryStream games = new();
    private WeightsCard? card;
    private bool written = true;

    /// <summary>Allocates room for it on the trainer's device.</summary>
    public BestAgent(Trainer trainer)
    {
        this.trainer = trainer;
        learner = [.. trainer.Learner.State.Select(buffer => trainer.Device.Allocate<float>(buffer.Length))];
        player = learner[trainer.Learner.State.ToList().IndexOf(trainer.Player)];
    }

    /// <summary>Takes the state as it is now, without the replay memory. Waits for nothing.</summary>
    /// <param name="weightsCard">What is to be known of the weights.</param>
    public void Take(WeightsCard weightsCard)
    {
        card = weightsCard;
        foreach (var (buffer, copy) in trainer.Learner.State.Zip(learner))
            trainer.Device.ParameterCopy.Hard(buffer, copy);
        Rewrite(books, trainer.SaveBooks);
        Rewrite(games, trainer.SaveGames);
        written = false;
    }

    /// <summary>Writes it, if it has not been.</summary>
    /// <exception cref="IOException">It could not be written; the old one is as it was.</exception>
    public void Write(RunFolder folder, Checkpoint.Header header)
    {
        if (written || card is null)
            return;
        card.Save(folder.BestWeights, trainer.Learner.Network, player.ToArray());
        Checkpoint.Write(folder.BestCheckpoint, header, writer =>
        {
            writer.Write(books.GetBuffer().AsSpan(0, (int)books.Length));
            LearnerState.Save(learner, writer);
            writer.Write(games.GetBuffer().AsSpan(0, (int)games.Length));
            writer.Write(Trainer.WithoutReplay);
        });
        written = true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var buffer in learner)
            buffer.Dispose();
    }

    private static void Rewrite(MemoryStream stream, Action<BinaryWriter> write)
    {
        stream.SetLength(0);
        using var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true);
        write(writer);
    }
}
