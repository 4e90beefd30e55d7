namespace DqnGpu.Ale;

/// <summary>The second line of a recording: what was played, and how.</summary>
/// <param name="Game">Name of the rules.</param>
/// <param name="CartridgeMd5">MD5 of the cartridge, hex.</param>
/// <param name="Steps">Actions played.</param>
/// <param name="Options">The environment's options, with its seed.</param>
internal sealed record RecordingHeader(string Game, string CartridgeMd5, long Steps, AtariEnvironmentOptions Options);
