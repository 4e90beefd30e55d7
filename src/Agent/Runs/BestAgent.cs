namespace DqnGpu.Agent;

/// <summary>The state of the trainer when its mean score was highest: taken in memory at once, written to disk with the next checkpoint.</summary>
public sealed class BestAgent
{
    private readonly MemoryStream state = new();
    private bool written = true;

    /// <summary>Takes the state as it is now, without the replay memory.</summary>
    public void Take(Trainer trainer)
    {
        state.SetLength(0);
        using var writer = new BinaryWriter(state, System.Text.Encoding.UTF8, leaveOpen: true);
        trainer.Save(writer, withReplay: false);
        written = false;
    }

    /// <summary>Writes it, if it has not been.</summary>
    public void Write(RunFolder folder, Checkpoint.Header header)
    {
        if (written)
            return;
        Checkpoint.Write(folder.BestCheckpoint, header, writer => writer.Write(state.GetBuffer().AsSpan(0, (int)state.Length)));
        written = true;
    }
}
