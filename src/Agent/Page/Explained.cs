using System.Globalization;
using DqnGpu.Kernels;
using DqnGpu.Nn;

namespace DqnGpu.Agent;

/// <summary>Explanations as the page's JSON has them: of long sums only the greatest terms, and what share of the whole these are.</summary>
public static class Explained
{
    private const int MostTerms = 64;

    /// <summary>A unit: <c>/api/unit</c>.</summary>
    public static object Unit(HeldTransition held, int layerIndex, int row, int column, int channel)
    {
        var layers = held.Transition.Layers;
        var unit = UnitExplanation.Of(held.Transition, layerIndex, row, column, channel);
        var layer = unit.Layer;
        var reader = layers.FirstOrDefault(other => other.From.Contains(layerIndex));
        return new
        {
            layer = layerIndex,
            name = layer.Name,
            row,
            column,
            channel,
            value = unit.Value,
            beforeRelu = unit.BeforeRelu,
            bias = unit.Bias,
            receptiveField = unit.ReceptiveField,
            inputs = layer.Convolution is { } shape
                ? (object)new { shape = new[] { shape.R, shape.S, shape.C }, x = unit.Inputs.Select(input => input.X), w = unit.Inputs.Select(input => input.W) }
                : new
                {
                    terms = Greatest(unit.Inputs, input => input.Product).Select(
                        input => new ExplainedTerm(layers, input.Layer, input.Unit, input.Product) { X = input.X, W = input.W }),
                    share = ShareOfGreatest(unit.Inputs, input => input.Product),
                    count = unit.Inputs.Count,
                },
            sum = unit.Sum,
            formula = ForwardFormula(layer, row, column, channel),
            dz = unit.Gradient,
            backward = new
            {
                terms = Greatest(unit.Readers, read => read.Product).Select(
                    read => new ExplainedTerm(layers, read.Layer, read.Unit, read.Product) { Dz = read.Dz, W = read.W }),
                share = ShareOfGreatest(unit.Readers, read => read.Product),
                count = unit.Readers.Count,
                sum = unit.ReaderSum,
                stopped = unit.ReluStopsGradient,
                formula = BackwardFormula(layer, layerIndex < held.Transition.LossLayer ? reader : null),
            },
            source = new
            {
                forward = Source(held, SourceLabel.Forward(layer)),
                backward = Source(held, reader is null || layerIndex >= held.Transition.LossLayer ? held.Transition.Objective.LossOperation : SourceLabel.BackwardToInput(reader)),
            },
        };
    }

    /// <summary>A weight or a bias: <c>/api/weight</c>.</summary>
    /// <param name="held">The step.</param>
    /// <param name="weight">The parameter.</param>
    /// <param name="steppedBy">The gradient that Adam steps it by (<see cref="AdamState.SteppedBy"/>).</param>
    /// <param name="step">The step that Adam would make of that gradient; null: Adam does not learn here, or this parameter not by itself.</param>
    public static object Weight(HeldTransition held, WeightExplanation weight, float? steppedBy, AdamStep? step)
    {
        var layer = weight.Layer;
        var isBias = weight.Tensor.Role == ParameterRole.Bias;
        var (r, s, c, k, input, output) = Place(weight);
        return new
        {
            layer = layer.Index,
            name = weight.Tensor.Name,
            shape = weight.Tensor.Dimensions,
            r,
            s,
            c,
            k,
            @in = input,
            @out = output,
            value = weight.Value,
            gradient = weight.Gradient,
            gradientTerms = Greatest(weight.Terms, term => term.Product).Select(
                term => new ExplainedTerm(held.Transition.Layers, layer.Index, term.Unit, term.Product) { X = term.X, Dz = term.Dz }),
            share = ShareOfGreatest(weight.Terms, term => term.Product),
            count = weight.Terms.Count,
            sum = weight.Sum,
            formula = (isBias, layer.Convolution) switch
            {
                (true, null) => "dL/db = dL/dz",
                (true, _) => "dL/db = sum over all rows p and columns q of dL/dz[p, q]",
                (false, null) => "dL/dw = x · dL/dz",
                (false, { } shape) => $"dL/dw = sum over all rows p and columns q of x[{Times("p", shape.Stride)} + {r}, {Times("q", shape.Stride)} + {s}, {c}] · dL/dz[p, q, {k}]",
            },
            adam = step is null ? null : new
            {
                gradient = steppedBy,
                learningRate = step.LearningRate,
                t = step.T,
                m = step.M,
                v = step.V,
                mHat = step.CorrectedM,
                vHat = step.CorrectedV,
                step = -step.Change,
                next = step.Next,
                formula = "w = w - learning rate · m̂ / (√v̂ + ε), as if this step of the game were the whole minibatch",
                source = Source(held, Operation.Adam),
            },
            source = new { forward = Source(held, SourceLabel.Forward(layer)), backward = Source(held, SourceLabel.BackwardToWeights(layer)) },
        };
    }

    /// <summary>The loss: <c>/api/loss</c>.</summary>
    public static object Loss(HeldTransition held, IReadOnlyList<string> actions)
    {
        var numbers = held.Transition;
        var loss = LossExplanation.Of(numbers);
        var action = actions[numbers.Action];
        List<object> terms =
        [
            Term($"q(s, {action})", $"what the online network expects of the action taken{OfDistribution(numbers.Objective)}", loss.Q),
            Term("r", "the reward of the step", numbers.Reward),
            Term("γ", numbers.Discount == 0 ? "0: the episode has ended, there is no future" : "what the future counts", numbers.Discount),
        ];
        if (loss.Bonus is { } bonus)
            terms.Add(Term($"α τ ln π({action} | s)", "how sure the target network's soft policy is of the action taken: 0 is certain", bonus));
        terms.Add(NextValue(numbers, loss, actions));
        terms.Add(Term(
            "y", $"r + {(loss.Bonus is null ? "" : "α τ ln π + ")}γ · q' = {Text(numbers.Reward)} + {(loss.Bonus is { } added ? $"{Text(added)} + " : "")}{Text(numbers.Discount)} · {Text(loss.NextValue)}",
            loss.Target));
        terms.Add(numbers.Objective is CategoricalObjective
            ? Term("KL", "divergence of the network's probabilities from those of r + γ · (the next state's returns), moved onto its support", loss.Error)
            : Term("d", $"q(s, {action}) - y = {Text(loss.Q)} - {Text(loss.Target)}", loss.Error));
        terms.Add(Term("L", LossFormula(numbers.Objective, loss.Error), loss.Loss));
        if (loss.Gradient is { } gradient)
            terms.Add(Term($"dL/dq(s, {action})", GradientFormula(ErrorFunction(numbers.Objective), loss.Error), gradient));
        return new { terms, source = new { forward = Source(held, numbers.Objective.LossOperation), backward = (SourceLabel?)null } };
    }

    private static object Term(string name, string formula, double value) => new { name, formula, value };

    private static SourceLabel? Source(HeldTransition held, Operation? operation) => operation is { } known ? SourceLabel.Of(held.Device, known) : null;

    private static IEnumerable<T> Greatest<T>(IReadOnlyList<T> terms, Func<T, double> product) => terms.OrderByDescending(term => Math.Abs(product(term))).Take(MostTerms);

    /// <summary>How much of all that is added, whatever its sign, the greatest terms are; 1 where all are 0.</summary>
    private static double ShareOfGreatest<T>(IReadOnlyList<T> terms, Func<T, double> product)
    {
        var all = terms.Sum(term => Math.Abs(product(term)));
        return all > 0 ? Greatest(terms, product).Sum(term => Math.Abs(product(term))) / all : 1;
    }

    private static (int? R, int? S, int? C, int? K, int? In, int? Out) Place(WeightExplanation weight)
    {
        var index = weight.Index;
        if (weight.Tensor.Role == ParameterRole.Bias)
            return weight.Layer.Convolution is null ? (null, null, null, null, null, index) : (null, null, null, index, null, null);
        if (weight.Layer.Convolution is { } shape)
            return (index / shape.K / shape.C / shape.S, index / shape.K / shape.C % shape.S, index / shape.K % shape.C, index % shape.K, null, null);
        return (null, null, null, null, index % weight.Layer.Input.Length, index / weight.Layer.Input.Length);
    }

    private static string ForwardFormula(ProbedLayer layer, int row, int column, int channel)
    {
        var sum = layer switch
        {
            { Convolution: { } shape } =>
                $"z = b[{channel}] + sum over r, s, c of w[r, s, c, {channel}] · x[{row} · {shape.Stride} + r, {column} · {shape.Stride} + s, c]",
            { Kind: LayerPartKind.Linear } => $"z = b[{channel}] + sum over i of w[{channel}, i] · x[i]",
            { Kind: LayerPartKind.Quantiles } => $"q[{channel}] = mean of its {layer.Atoms} quantiles",
            { Kind: LayerPartKind.Categories } => $"q[{channel}] = sum over its {layer.Atoms} returns w[i] of w[i] · x[i], x = softmax of what the network says of them",
            { Kind: LayerPartKind.Dueling, Atoms: > 1 } => $"z[{channel}] = v + advantage[{channel}] - mean over the actions of the advantages, of the number {channel % layer.Atoms} of {layer.Atoms}",
            { Kind: LayerPartKind.Dueling } => $"q[{channel}] = v + advantage[{channel}] - mean of the advantages",
            _ => "z = x",
        };
        return layer.HasRelu ? $"{sum}        its number = max(0, z)" : sum;
    }

    private static string BackwardFormula(ProbedLayer layer, ProbedLayer? reader)
    {
        if (reader is null)
            return "what the loss says of this number; 0 for actions that were not taken, and for what the loss does not read";
        var sum = reader.Kind == LayerPartKind.Dueling
            ? "dL/dz = sum over the actions a of dL/dq[a] · (how q[a] depends on it)"
            : $"dL/dz = sum over the units of {reader.Name} that read it of w · dL/dz of theirs";
        return layer.HasRelu ? $"{sum}; 0 where the ReLU is 0" : sum;
    }

    private static object NextValue(ProbedTransition numbers, LossExplanation loss, IReadOnlyList<string> actions) => loss.NextAction is { } next
        ? Term(
            numbers.NextOnlineQ is null ? "max q'(s', ·)" : "q'(s', argmax q(s', ·))",
            $"what the target network expects of the next state, of {actions[next]}{OfDistribution(numbers.Objective)}", loss.NextValue)
        : Term("τ ln Σ exp(q'(s', ·) / τ)", "what the target network expects of the next state, all actions of its soft policy weighed", loss.NextValue);

    private static string OfDistribution(Objective objective) => objective switch
    {
        CategoricalObjective => ", the mean of its returns by their probabilities",
        QuantileObjective => ", the mean of its quantiles",
        _ => "",
    };

    private static string LossFormula(Objective objective, float d) => objective switch
    {
        CategoricalObjective => "cross-entropy: - sum over the returns of (probability wanted) · ln (probability said)",
        QuantileObjective => "sum over the quantiles i of the mean over j of |τᵢ - 1{yⱼ < θᵢ}| · Huber(yⱼ - θᵢ)",
        _ when ErrorFunction(objective) == LossKind.MeanSquaredError => $"d² = ({Text(d)})²",
        _ => Math.Abs(d) <= 1 ? $"d² / 2 = ({Text(d)})² / 2, as |d| ≤ 1" : $"|d| - 1/2 = {Text(Math.Abs(d))} - 1/2, as |d| > 1",
    };

    /// <summary>l, of an objective that learns action values.</summary>
    private static LossKind ErrorFunction(Objective objective) => objective switch
    {
        MunchausenObjective munchausen => munchausen.Loss,
        DqnObjective dqn => dqn.Loss,
        _ => throw new NotSupportedException($"{objective.GetType().Name} has no error function of a value."),
    };

    private static string GradientFormula(LossKind kind, float d) => kind == LossKind.MeanSquaredError
        ? $"2 d = 2 · ({Text(d)})"
        : Math.Abs(d) <= 1 ? "d, as |d| ≤ 1" : "the sign of d, as |d| > 1";

    private static string Times(string index, int stride) => stride == 1 ? index : $"{index} · {stride}";

    private static string Text(double value) => value.ToString("g5", CultureInfo.InvariantCulture);
}
