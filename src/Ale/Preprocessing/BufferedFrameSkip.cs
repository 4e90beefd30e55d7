using System.Numerics;
using System.Runtime.InteropServices;

namespace DqnGpu.Ale;

/// <summary>
/// Repeats each action for <paramref name="frames"/> frames and sums their rewards, and sees them as ALE's own vector environment does: through two buffers
/// of whole pictures, the maximum of which is left in the first. They take the last two frames of a step, but not the frame on which it ends early, so a
/// final observation is made of what they held before.
/// </summary>
internal sealed class BufferedFrameSkip(IGameWrapper inner, IAtariGame game, int frames, ObservationMaker maker) : IFrameSkip
{
    private readonly byte[] _last = new byte[maker.PictureBytes];
    private readonly byte[] _lastButOne = new byte[maker.PictureBytes];

    public bool IsWatched { get; set; }

    public void Reset()
    {
        inner.Reset();
        Take(_last);
        _lastButOne.AsSpan().Clear();
    }

    public GameStepOutcome Step(int action, float strength = 1)
    {
        var outcome = default(GameStepOutcome);
        int reward = 0;
        for (int left = frames; left > 0 && !outcome.Done; left--)
        {
            game.PaintsLater = left > 2 && !IsWatched;
            outcome = inner.Step(action, strength);
            game.PaintsLater = false;
            reward += outcome.Reward;
            if (left <= 2 && !outcome.Done)
                Take(left == 2 ? _lastButOne : _last);
        }
        Pool();
        return outcome with { Reward = reward };
    }

    public void GetObservation(Span<byte> observation)
    {
        if (_last.Length == 0)
            maker.Make(game.Screen, game.Screen, maxFirst: false, observation);
        else
            maker.Resize(_last, observation);
    }

    public void Save(ref StateWriter state)
    {
        inner.Save(ref state);
        state.Write(_last);
        state.Write(_lastButOne);
    }

    public void Load(ref StateReader state)
    {
        inner.Load(ref state);
        state.Read(_last);
        state.Read(_lastButOne);
    }

    private void Take(byte[] picture)
    {
        if (picture.Length > 0)
            maker.MakePicture(game.Screen, game.Screen, maxFirst: false, picture);
    }

    private void Pool()
    {
        var last = MemoryMarshal.Cast<byte, Vector<byte>>(_last.AsSpan());
        var lastButOne = MemoryMarshal.Cast<byte, Vector<byte>>(_lastButOne.AsSpan());
        for (int i = 0; i < last.Length; i++)
            last[i] = Vector.Max(last[i], lastButOne[i]);
        for (int i = last.Length * Vector<byte>.Count; i < _last.Length; i++)
            _last[i] = Math.Max(_last[i], _lastButOne[i]);
    }
}
