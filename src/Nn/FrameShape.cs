namespace DqnGpu.Nn;

/// <summary>The input of a network: a stack of gray frames, bytes [C, H, W].</summary>
/// <param name="C">Frames in the stack.</param>
/// <param name="H">Height of a frame.</param>
/// <param name="W">Width of a frame.</param>
public readonly record struct FrameShape(int C, int H, int W)
{
    /// <summary>Four frames of 84x84: the input of Mnih et al. 2015.</summary>
    public static FrameShape Atari => new(4, 84, 84);

    /// <summary>Bytes of one stack.</summary>
    public int Length => C * H * W;

    /// <summary>The same values as the first layer sees them: channels last.</summary>
    public ActivationShape Activations => new(H, W, C);

    /// <inheritdoc/>
    public override string ToString() => $"{C}x{H}x{W} frames";
}
