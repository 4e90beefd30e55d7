using System.Globalization;

namespace DqnGpu.Ale;

/// <summary>One line of a trace: everything by which two emulators can be held against each other after a step.</summary>
/// <param name="Frame">Step number; 0 is the state after loading.</param>
/// <param name="Action">Action played; -1 = none, the state after a reset.</param>
/// <param name="Reward">Reward of the step.</param>
/// <param name="Lives">Lives after it.</param>
/// <param name="GameOver">The episode has ended.</param>
/// <param name="ScreenHash">FNV-1a of the screen's palette indices, row by row.</param>
/// <param name="RamHash">FNV-1a of the 128 bytes of RAM.</param>
/// <param name="Scanlines">Lines of the last finished frame.</param>
/// <param name="Cycles">CPU cycles since the frame began.</param>
/// <param name="ProgramCounter">The low 13 bits of the program counter.</param>
/// <param name="AudioHash">FNV-1a of the step's sound; null where the sound is not traced.</param>
public readonly record struct TraceLine(
    int Frame, int Action, int Reward, int Lives, bool GameOver, ulong ScreenHash, ulong RamHash,
    int Scanlines, int Cycles, int ProgramCounter, ulong? AudioHash = null)
{
    /// <summary>The line as it stands in a trace file.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Frame},{Action},{Reward},{Lives},{(GameOver ? 1 : 0)},{ScreenHash:x16},{RamHash:x16},{Scanlines},{Cycles},{ProgramCounter:x4}{(AudioHash is ulong audio ? $",{audio:x16}" : "")}");
}

/// <summary>
/// Plays a game with given or pseudo-random actions and reports a line per step, so that any two emulators can be compared line by line.
/// Pseudo-random actions come from s = 6364136223846793005 s + 1442695040888963407 mod 2^64 (Knuth's MMIX generator), s starting as the
/// seed: action = set[(s >> 33) mod set.Length], one draw per step, the set ascending.
/// </summary>
public sealed class GameTrace
{
    private const ulong FnvOffset = 0xCBF29CE484222325;
    private const ulong FnvPrime = 0x100000001B3;

    private readonly GameTraceOptions _options;
    private readonly AtariEnvironment _environment;
    private readonly int[] _actionSet;
    private readonly int[] _script;
    private ulong _actionState;

    /// <summary>Loads the cartridge, which may take a moment, and reads the file of actions if there is one.</summary>
    /// <exception cref="FileNotFoundException"><see cref="GameTraceOptions.Actions"/> is neither a known word nor a file.</exception>
    /// <exception cref="InvalidDataException">The file holds something else than action numbers.</exception>
    public GameTrace(Cartridge cartridge, GameDefinition game, GameTraceOptions options)
    {
        _options = options;
        _actionState = options.ActionSeed;
        IReadOnlyList<AtariAction> set = options.Actions == "legal" ? game.LegalActions : game.MinimalActions;
        _actionSet = options.Actions == "noop" ? [0] : [.. set.Select(action => (int)action)];
        _script = options.Actions is "noop" or "minimal" or "legal" ? [] : ReadScript(options.Actions);
        _environment = new AtariEnvironment(cartridge, game, new AtariEnvironmentOptions
        {
            RepeatActionProbability = options.Sticky,
            FrameSkip = options.FrameSkip,
            RandomSeed = options.Seed,
            ColorAveraging = options.Average,
            Sound = options.Sound,
            Mode = options.Mode,
            Difficulty = options.Difficulty,
        });
    }

    /// <summary>The game being played.</summary>
    public AtariEnvironment Environment => _environment;

    /// <summary>FNV-1a, 64 bits: h = (h xor byte) * 100000001b3 (hex) from cbf29ce484222325 (Fowler, Noll and Vo).</summary>
    public static ulong Fnv1a64(ReadOnlySpan<byte> bytes)
    {
        ulong hash = FnvOffset;
        foreach (byte b in bytes) hash = (hash ^ b) * FnvPrime;
        return hash;
    }

    /// <summary>
    /// The lines, the state after loading first. Where an episode has ended the game is reset before the next step, and a line with action
    /// -1 and the number of the step before tells the state after that.
    /// </summary>
    public IEnumerable<TraceLine> Lines()
    {
        yield return Line(0, -1, 0);
        for (int frame = 1; frame <= _options.Frames; frame++)
        {
            if (_environment.EpisodeOver)
            {
                _environment.ResetGame();
                yield return Line(frame - 1, -1, 0);
            }
            int action = NextAction(frame);
            int reward = _environment.Act(action);
            yield return Line(frame, action, reward);
            if (_options.DumpFrames.Contains(frame)) Dump(frame);
        }
    }

    /// <summary>Writes the trace as a file: comments with the settings, the header, a line per step.</summary>
    public void WriteTo(TextWriter writer)
    {
        AtariEnvironment e = _environment;
        ConsoleSettings console = e.Game.Console;
        writer.Write($"# dqngpu md5={e.Cartridge.Md5} name=\"{e.Cartridge.Name}\" game={e.Game.Name} bank={e.Cartridge.BankType}\n");
        writer.Write(
            $"# format={e.Console.Format.ToString().ToUpperInvariant()} ystart={console.YStart} height={e.ScreenHeight} "
            + $"width={AtariEnvironment.ScreenWidth} screen_h={e.ScreenHeight} "
            + $"left={console.LeftController.ToString().ToUpperInvariant()} right={console.RightController.ToString().ToUpperInvariant()} "
            + $"swap_paddles={YesNo(console.SwapPaddles)} swap_ports={YesNo(console.SwapPorts)} hmoveblanks={YesNo(console.HmoveBlanks)} "
            + $"ld={(console.LeftDifficultyA ? 'A' : 'B')} rd={(console.RightDifficultyA ? 'A' : 'B')}\n");
        writer.Write(string.Create(
            CultureInfo.InvariantCulture,
            $"# seed={_options.Seed} rap={_options.Sticky} skip={_options.FrameSkip} mode={e.Mode} difficulty={e.Difficulty}{(_options.Sound ? " sound=1" : "")}\n"));
        writer.Write($"# minimal: {string.Join(' ', e.Game.MinimalActions.Select(action => (int)action))}\n");
        writer.Write($"frame,action,reward,lives,game_over,screen_fnv1a64,ram_fnv1a64,scanlines,cycles,pc{(_options.Sound ? ",audio_fnv1a64" : "")}\n");
        foreach (TraceLine line in Lines())
        {
            if (line is { Action: -1, Frame: > 0 }) writer.Write($"# reset before frame {line.Frame + 1}\n");
            writer.Write($"{line}\n");
        }
    }

    private static string YesNo(bool value) => value ? "YES" : "NO";

    private static int[] ReadScript(string path)
    {
        if (!File.Exists(path))
            throw new FileNotFoundException($"Actions '{path}' are neither noop, minimal nor legal, and there is no such file.", path);
        string[] words = File.ReadAllText(path).Split([' ', ',', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0) throw new InvalidDataException($"'{path}' holds no actions: expected numbers 0..17.");
        return [.. words.Select(word => ParseAction(word, path))];
    }

    private static int ParseAction(string word, string path) =>
        int.TryParse(word, CultureInfo.InvariantCulture, out int action) && action is >= 0 and < AtariActions.Count
            ? action
            : throw new InvalidDataException($"'{word}' in '{path}' is no action: expected a number 0..17.");

    private int NextAction(int frame)
    {
        if (_script.Length > 0) return _script[(frame - 1) % _script.Length];
        if (_actionSet.Length == 1) return _actionSet[0];
        _actionState = _actionState * 6364136223846793005 + 1442695040888963407;
        return _actionSet[(int)((_actionState >> 33) % (ulong)_actionSet.Length)];
    }

    private TraceLine Line(int frame, int action, int reward)
    {
        AtariConsole console = _environment.Console;
        return new TraceLine(
            frame, action, reward, _environment.Lives, _environment.EpisodeOver,
            Fnv1a64(_environment.Screen), Fnv1a64(_environment.Ram),
            console.ScanlinesOfLastFrame, console.CyclesSinceUpdate, console.ProgramCounter & 0x1FFF,
            _options.Sound ? Fnv1a64(_environment.GetAudio()) : null);
    }

    private void Dump(int frame)
    {
        var rgb = new byte[_environment.ScreenHeight * AtariEnvironment.ScreenWidth * 3];
        _environment.GetScreenRgb(rgb);
        string path = Path.Combine(_options.DumpFolder, $"{_environment.Game.Name}-{frame}.png");
        PngFile.SaveRgb(path, rgb, AtariEnvironment.ScreenWidth, _environment.ScreenHeight);
    }
}
