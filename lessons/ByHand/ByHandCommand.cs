using System.CommandLine;
using System.Globalization;

namespace DqnGpu.Lessons.ByHand;

/// <summary><c>by-hand</c>: the numbers of the book's first chapter.</summary>
internal static class ByHandCommand
{
    private const double Nudge = 0.001;
    private const double Rate = 0.01;

    public static void Build(Command command)
    {
        (string Name, Action<TextWriter> Print)[] parts =
            [("forward", PrintForward), ("backward", PrintBackward), ("nudge", PrintNudge), ("step", PrintStep), ("dark", PrintDark)];
        var names = parts.Select(part => part.Name).ToArray();
        var part = new Argument<string?>("part") { Description = $"{string.Join(", ", names)}; without it, all.", Arity = ArgumentArity.ZeroOrOne };
        part.AcceptOnlyFromAmong(names);
        command.Arguments.Add(part);
        command.SetAction(parsed =>
        {
            foreach (var (name, print) in parts)
                if (parsed.GetValue(part) is not { } asked || asked == name)
                    print(parsed.InvocationConfiguration.Output);
        });
    }

    private static void PrintForward(TextWriter output)
    {
        var e = new ByHandExample();
        e.Forward();
        for (var p = 0; p < 2; p++)
            output.WriteLine($"z[{p}] = {N(e.W[0])} * {N(e.X[p, 0])} + {N(e.W[1])} * {N(e.X[p, 1])} + {N(e.B)} = {N(e.Z[p])}      y[{p}] = {N(e.Y[p])}");
        output.WriteLine($"q = {N(e.V[0])} * {N(e.Y[0])} + {N(e.V[1])} * {N(e.Y[1])} + {N(e.C)} = {N(e.Q)}");
        output.WriteLine($"d = {N(e.Q)} - {N(e.Target)} = {N(e.D)}      L = {N(e.D)} * {N(e.D)} = {N(e.L)}");
    }

    private static void PrintBackward(TextWriter output)
    {
        var e = Run(new ByHandExample());
        output.WriteLine($"dq = 2 * {N(e.D)} = {N(e.DQ)}      dc = {N(e.DC)}");
        for (var p = 0; p < 2; p++)
            output.WriteLine($"dv[{p}] = {N(e.DQ)} * {N(e.Y[p])} = {N(e.DV[p])}      dy[{p}] = {N(e.DQ)} * {N(e.V[p])} = {N(e.DY[p])}      dz[{p}] = {N(e.DZ[p])}");
        for (var s = 0; s < 2; s++)
            output.WriteLine($"dw[{s}] = {N(e.DZ[0])} * {N(e.X[0, s])} + {N(e.DZ[1])} * {N(e.X[1, s])} = {N(e.DW[s])}");
        output.WriteLine($"db = {N(e.DZ[0])} + {N(e.DZ[1])} = {N(e.DB)}");
        for (var p = 0; p < 2; p++)
            output.WriteLine($"dx[{p}, 0] = {N(e.DZ[p])} * {N(e.W[0])} = {N(e.DX[p, 0])}      dx[{p}, 1] = {N(e.DZ[p])} * {N(e.W[1])} = {N(e.DX[p, 1])}");
    }

    private static void PrintNudge(TextWriter output)
    {
        var e = Run(new ByHandExample());
        var nudged = Run(new ByHandExample { W = [e.W[0] + Nudge, e.W[1]] });
        output.WriteLine($"w[0] = {N(e.W[0])}          L = {N(e.L)}");
        output.WriteLine($"w[0] = {N(nudged.W[0])}      L = {N(nudged.L)}");
        output.WriteLine($"({N(nudged.L)} - {N(e.L)}) / {N(Nudge)} = {N((nudged.L - e.L) / Nudge)}      dw[0] = {N(e.DW[0])}");
    }

    private static void PrintStep(TextWriter output)
    {
        var e = Run(new ByHandExample());
        double Stepped(double value, double gradient) => value - Rate * gradient;
        var after = Run(new ByHandExample
        {
            W = [Stepped(e.W[0], e.DW[0]), Stepped(e.W[1], e.DW[1])],
            B = Stepped(e.B, e.DB),
            V = [Stepped(e.V[0], e.DV[0]), Stepped(e.V[1], e.DV[1])],
            C = Stepped(e.C, e.DC),
        });
        output.WriteLine($"w = {N(after.W[0])}, {N(after.W[1])}      b = {N(after.B)}      v = {N(after.V[0])}, {N(after.V[1])}      c = {N(after.C)}");
        output.WriteLine($"q = {N(after.Q)}, before {N(e.Q)}      L = {N(after.L)}, before {N(e.L)}");
    }

    private static void PrintDark(TextWriter output)
    {
        var e = Run(new ByHandExample { X = new double[,] { { 2, 1 }, { 0, 2 } } });
        output.WriteLine($"z = {N(e.Z[0])}, {N(e.Z[1])}      y = {N(e.Y[0])}, {N(e.Y[1])}      q = {N(e.Q)}      L = {N(e.L)}      dq = {N(e.DQ)}");
        output.WriteLine($"dv = {N(e.DV[0])}, {N(e.DV[1])}      dy = {N(e.DY[0])}, {N(e.DY[1])}      dz = {N(e.DZ[0])}, {N(e.DZ[1])}");
        output.WriteLine($"dw = {N(e.DW[0])}, {N(e.DW[1])}      db = {N(e.DB)}      dx = {N(e.DX[0, 0])}, {N(e.DX[0, 1])}; {N(e.DX[1, 0])}, {N(e.DX[1, 1])}");
    }

    /// <summary>Forwards and backwards.</summary>
    public static ByHandExample Run(ByHandExample example)
    {
        example.Forward();
        example.Backward();
        return example;
    }

    /// <summary>A number as the book shows it: without the zero's sign, for -0 is what a product with 0 gives.</summary>
    public static string N(double value) => (Math.Round(value, 6) + 0.0).ToString("0.######", CultureInfo.InvariantCulture);
}
