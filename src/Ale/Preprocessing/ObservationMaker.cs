namespace DqnGpu.Ale;

/// <summary>Makes observations of a game's last frames, straight where they are wanted. Serves one thread at a time.</summary>
internal sealed class ObservationMaker
{
    private readonly IAtariGame _game;
    private readonly ObservationKind _kind;
    private readonly GrayConversion _gray;
    private readonly AreaResize? _toDefaultSize;
    private readonly PictureResize? _resize;
    private readonly byte[] _picture = [];

    /// <summary>Prepares tables and scratch.</summary>
    public ObservationMaker(IAtariGame game, ObservationOptions options)
    {
        _game = game;
        _kind = options.Kind;
        _gray = GrayConversion.Of(game.Palette);
        Shape = options.Shape(game.ScreenHeight);
        Size = Shape.Aggregate(1, (product, side) => product * side);
        if (_kind == ObservationKind.Ram)
            return;
        var screen = new PictureSize(game.ScreenHeight, AtariEnvironment.ScreenWidth, _kind == ObservationKind.Rgb ? 3 : 1);
        var seen = new PictureSize(Shape[0], Shape[1], screen.Channels);
        PictureBytes = screen.Bytes;
        if (seen == new PictureSize(AreaResize.Side, AreaResize.Side, 1) && screen.Height >= AreaResize.Side)
            _toDefaultSize = new AreaResize(screen.Height);
        else if (seen != screen)
            (_resize, _picture) = (PictureResize.Create(screen, seen), new byte[screen.Bytes]);
    }

    /// <summary>[H, W], [H, W, 3] or [128].</summary>
    public IReadOnlyList<int> Shape { get; }

    /// <summary>Bytes of an observation.</summary>
    public int Size { get; }

    /// <summary>Bytes of a whole screen of the observation's kind, before it is resized; 0 of memory.</summary>
    public int PictureBytes { get; }

    /// <exception cref="ArgumentException">Not the size of an observation.</exception>
    public void CheckSize(Span<byte> observation)
    {
        if (observation.Length != Size)
            throw new ArgumentException($"The destination has {observation.Length} bytes; expected {string.Join(" x ", Shape)}.", nameof(observation));
    }

    /// <summary>The observation of two frames of palette indices, the same one twice where only one is seen.</summary>
    /// <param name="older">The first frame, [H, 160].</param>
    /// <param name="newer">The second frame.</param>
    /// <param name="maxFirst">Gray is made of the maximum; otherwise the maximum of the grays.</param>
    /// <param name="observation">Receives it.</param>
    public void Make(ReadOnlySpan<byte> older, ReadOnlySpan<byte> newer, bool maxFirst, Span<byte> observation)
    {
        if (_kind == ObservationKind.Ram)
        {
            _game.Ram.CopyTo(observation);
        }
        else if (_toDefaultSize is not null)
        {
            _toDefaultSize.Resize(_gray, older, newer, maxFirst, observation, GrayConversion.BestPath);
        }
        else
        {
            Span<byte> picture = _resize is null ? observation : _picture;
            MakePicture(older, newer, maxFirst, picture);
            _resize?.Resize(picture, observation);
        }
    }

    /// <summary>A whole screen in the observation's kind.</summary>
    /// <param name="older">The first frame, [H, 160].</param>
    /// <param name="newer">The second frame.</param>
    /// <param name="maxFirst">Gray is made of the maximum; otherwise the maximum of the grays.</param>
    /// <param name="picture">Receives [H, 160] or [H, 160, 3].</param>
    public void MakePicture(ReadOnlySpan<byte> older, ReadOnlySpan<byte> newer, bool maxFirst, Span<byte> picture)
    {
        if (_kind == ObservationKind.Grayscale)
            _gray.Convert(older, newer, picture, maxFirst, GrayConversion.BestPath);
        else
            MaxOfColours(older, newer, picture);
    }

    /// <summary>The observation of a whole screen that <see cref="MakePicture"/> made.</summary>
    public void Resize(ReadOnlySpan<byte> picture, Span<byte> observation)
    {
        if (_toDefaultSize is not null)
            _toDefaultSize.Resize(picture, observation);
        else if (_resize is not null)
            _resize.Resize(picture, observation);
        else
            picture.CopyTo(observation);
    }

    private void MaxOfColours(ReadOnlySpan<byte> older, ReadOnlySpan<byte> newer, Span<byte> picture)
    {
        Palette palette = _game.Palette;
        ReadOnlySpan<byte> table = palette.RgbTable;
        for (int i = 0; i < newer.Length; i++)
        {
            int a = 3 * older[i], b = 3 * newer[i], to = 3 * i;
            picture[to] = Math.Max(table[a], table[b]);
            picture[to + 1] = Math.Max(table[a + 1], table[b + 1]);
            picture[to + 2] = Math.Max(table[a + 2], table[b + 2]);
        }
    }
}
