namespace DqnGpu.Ale;

/// <summary>Sets of actions that several games share, each in ascending order as an agent indexes them.</summary>
internal static class ActionSets
{
    /// <summary>All 18 actions: a joystick with its button.</summary>
    public static AtariAction[] All { get; } = [.. Enumerable.Range(0, AtariActions.Count).Select(a => (AtariAction)a)];

    /// <summary>Nine directions (with the middle), no button.</summary>
    public static AtariAction[] NineDirections { get; } = [.. Of(0, 2, 3, 4, 5, 6, 7, 8, 9)];

    /// <summary>A paddle with its button.</summary>
    public static AtariAction[] Paddle { get; } = Of(0, 1, 3, 4);

    /// <summary>Left and right, each with the button: the shooters' set, Pong's too.</summary>
    public static AtariAction[] LeftRightFire { get; } = Of(0, 1, 3, 4, 11, 12);

    /// <summary>The actions of these ALE numbers.</summary>
    public static AtariAction[] Of(params ReadOnlySpan<int> numbers)
    {
        var actions = new AtariAction[numbers.Length];
        for (int i = 0; i < numbers.Length; i++) actions[i] = (AtariAction)numbers[i];
        return actions;
    }

    /// <summary>One action, <paramref name="count"/> frames long.</summary>
    public static IEnumerable<AtariAction> Repeat(AtariAction action, int count) => Enumerable.Repeat(action, count);
}
