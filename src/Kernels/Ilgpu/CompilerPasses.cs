using System.Reflection;
using ILGPU;
using ILGPU.IR.Transformations;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>Lets ILGPU 1.5.3 drop the ways that a kernel never takes before it takes structures apart, not after.</summary>
/// <remarks>
/// <para>A kernel that types put together (<see cref="TiledProduct{TLeft, TRight, TResult, TLoading, TTile, TWarps, TWork}"/>) is full of conditions
/// that are constant for each of its closed forms. ILGPU inlines every call, then splits every structure into its fields, with a phi for each field
/// in each block where ways meet, and only then removes the ways that cannot be taken. Splitting is two thirds of its work, most of it for blocks
/// that go: the same instructions come out of a third of the time when they go first.</para>
/// <para>ILGPU keeps its passes in a property without a setter, so they are replaced in its backing field, by reflection. Should a later ILGPU have no
/// such field, <see cref="CanReplace"/> is false and kernels only compile slowly.</para>
/// </remarks>
internal static class CompilerPasses
{
    private static readonly FieldInfo? PassesField =
        typeof(Context).GetField("<ContextTransformer>k__BackingField", BindingFlags.Instance | BindingFlags.NonPublic);

    /// <summary>True when the passes of a context can be replaced.</summary>
    public static bool CanReplace => PassesField?.FieldType == typeof(Transformer);

    /// <summary>Puts the removal of dead ways in front of the context's own passes.</summary>
    /// <returns><paramref name="context"/>.</returns>
    public static Context DropDeadWaysFirst(this Context context)
    {
        if (!CanReplace)
            return context;
        var passes = Transformer.CreateBuilder(TransformerConfiguration.Transformed);
        passes.Add(new Inliner());
        // Conditions on constants as they are written.
        passes.Add(new UnreachableCodeElimination());
        passes.Add(new SimplifyControlFlow());
        // Conditions on variables that turn out to be constant.
        passes.Add(new SSAConstruction());
        passes.Add(new UnreachableCodeElimination());
        passes.Add(new DeadCodeElimination());
        passes.Add(new SimplifyControlFlow());
        passes.AddOptimizations(context.Properties.InliningMode, context.Properties.OptimizationLevel);
        PassesField!.SetValue(context, passes.ToTransformer());
        return context;
    }
}
