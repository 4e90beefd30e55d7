using DqnGpu.Nn;

namespace DqnGpu.Agent;

/// <summary>The state of the trainer when its mean score was highest: taken in memory at once, written to disk with the next checkpoint.</summary>
public sealed class BestAgent
{
    private readonly MemoryStream state = new();
    private WeightsCard? card;
    private float[] weights = [];
    private bool written = true;

    /// <summary>Takes the state as it is now, without the replay memory.</summary>
    /// <param name="trainer">The trainer.</param>
    /// <param name="weightsCard">What is to be known of the weights.</param>
    public void Take(Trainer trainer, WeightsCard weightsCard)
    {
        card = weightsCard;
        weights = trainer.Player.ToArray();
        state.SetLength(0);
        using var writer = new BinaryWriter(state, System.Text.Encoding.UTF8, leaveOpen: true);
        trainer.Save(writer, withReplay: false);
        written = false;
    }

    /// <summary>Writes it, if it has not been.</summary>
    public void Write(RunFolder folder, Checkpoint.Header header, Network network)
    {
        if (written || card is null)
            return;
        card.Save(folder.BestWeights, network, weights);
        Checkpoint.Write(folder.BestCheckpoint, header, writer => writer.Write(state.GetBuffer().AsSpan(0, (int)state.Length)));
        written = true;
    }
}
