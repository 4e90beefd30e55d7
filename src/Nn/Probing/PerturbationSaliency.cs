using DqnGpu.Kernels;

namespace DqnGpu.Nn;

/// <summary>Where a network looks: how its action values change when a place of the frames is blurred (Greydanus et al. 2018).</summary>
/// <remarks>
/// <code>
/// map[i, j] = 1/2 sum over a of (q(s, a) - q(patch(5 i, 5 j), a))^2        patch: PatchBlur
/// </code>
/// A map takes up to 289 states of 84x84. It is computed a slice at a time, so that a training can go on between them: each slice asks the network again
/// for q(s, .), because its parameters may have changed. Patches that change no byte are not asked for, and have the value 0.
/// </remarks>
public sealed class PerturbationSaliency : IDisposable
{
    /// <summary>Pixels from one place to the next.</summary>
    public const int Spacing = 5;

    /// <summary>Patches of a slice, which is one forward pass of these and of the state itself: 16 states fill the widest vectors.</summary>
    public const int PatchesOfSlice = 15;

    private readonly Network network;
    private readonly PatchBlur blur;
    private readonly NetworkPass pass;
    private readonly DeviceBuffer<byte> deviceStates;
    private readonly byte[] states; // the state, then all patches that differ from it
    private readonly int[] places; // of each patch, its place in the map
    private readonly float[] map;
    private readonly float[] q;
    private int patches;
    private int done;

    /// <summary>Allocates everything.</summary>
    public PerturbationSaliency(Device device, Network network)
    {
        this.network = network;
        var frames = network.Frames;
        (Rows, Columns) = ((frames.H - 1) / Spacing + 1, (frames.W - 1) / Spacing + 1);
        blur = new(frames);
        pass = new(device, network, 1 + PatchesOfSlice, training: false);
        deviceStates = device.Allocate<byte>((1L + PatchesOfSlice) * frames.Length);
        states = new byte[(1 + Rows * Columns) * frames.Length];
        places = new int[Rows * Columns];
        map = new float[Rows * Columns];
        q = new float[(1 + PatchesOfSlice) * network.Actions];
    }

    /// <summary>Rows of the map: 17 for frames of 84x84.</summary>
    public int Rows { get; }

    /// <summary>Columns of the map.</summary>
    public int Columns { get; }

    /// <summary>[<see cref="Rows"/>, <see cref="Columns"/>], at least 0; whole when <see cref="Step"/> has said so.</summary>
    public ReadOnlySpan<float> Map => map;

    /// <summary>Slices that are left.</summary>
    public int SlicesLeft => (patches - done + PatchesOfSlice - 1) / PatchesOfSlice;

    /// <summary>Makes the patches of a state [C, H, W]; uses the host alone, so any thread may do it.</summary>
    /// <exception cref="ArgumentException">The length is not a state's.</exception>
    public void Begin(ReadOnlySpan<byte> state)
    {
        var length = network.Frames.Length;
        if (state.Length != length)
            throw new ArgumentException($"A state of this network has {length} bytes, not {state.Length}.", nameof(state));
        state.CopyTo(states);
        blur.Begin(state);
        Array.Clear(map);
        (patches, done) = (0, 0);
        for (var place = 0; place < map.Length; place++)
        {
            var (row, column) = Math.DivRem(place, Columns);
            if (blur.TryPatch(Spacing * row, Spacing * column, states.AsSpan((1 + patches) * length, length)))
                places[patches++] = place;
        }
    }

    /// <summary>Computes one slice, and waits for it.</summary>
    /// <param name="parameters">[<see cref="Network.BufferLength"/>].</param>
    /// <returns>True when the map is whole.</returns>
    public bool Step(DeviceView<float> parameters)
    {
        if (done == patches)
            return true;
        var length = network.Frames.Length;
        var count = Math.Min(PatchesOfSlice, patches - done);
        deviceStates.CopyFrom(states.AsSpan(0, length));
        deviceStates.CopyFrom(states.AsSpan((1 + done) * length, count * length), length);
        pass.Forward(deviceStates, parameters);
        pass.Q.Buffer.CopyTo(q);
        for (var i = 0; i < count; i++)
        {
            var sum = 0.0;
            for (var a = 0; a < network.Actions; a++)
            {
                var change = (double)q[a] - q[(1 + i) * network.Actions + a];
                sum += change * change;
            }
            map[places[done + i]] = (float)(sum / 2);
        }
        done += count;
        return done == patches;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        pass.Dispose();
        deviceStates.Dispose();
    }
}
