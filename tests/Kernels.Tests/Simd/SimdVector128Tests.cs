using DqnGpu.Kernels.Tests.Operations;

namespace DqnGpu.Kernels.Tests.Simd;

// NEON's and SSE's width, forced, 3 threads.

[TestFixture]
public sealed class SimdVector128Conv2dTests() : Conv2dTests(SimdSources.Vector128);

[TestFixture]
public sealed class SimdVector128LinearTests() : LinearTests(SimdSources.Vector128);

[TestFixture]
public sealed class SimdVector128NoisyWeightsTests() : NoisyWeightsTests(SimdSources.Vector128);

[TestFixture]
public sealed class SimdVector128LayerNormTests() : LayerNormTests(SimdSources.Vector128);

[TestFixture]
public sealed class SimdVector128ReluTests() : ReluTests(SimdSources.Vector128);

[TestFixture]
public sealed class SimdVector128ScaleTests() : ScaleTests(SimdSources.Vector128);

[TestFixture]
public sealed class SimdVector128TanhTests() : TanhTests(SimdSources.Vector128);

[TestFixture]
public sealed class SimdVector128DuelingTests() : DuelingTests(SimdSources.Vector128);

[TestFixture]
public sealed class SimdVector128TdLossTests() : TdLossTests(SimdSources.Vector128);

[TestFixture]
public sealed class SimdVector128MunchausenLossTests() : MunchausenLossTests(SimdSources.Vector128);

[TestFixture]
public sealed class SimdVector128CategoricalLossTests() : CategoricalLossTests(SimdSources.Vector128);

[TestFixture]
public sealed class SimdVector128QuantileLossTests() : QuantileLossTests(SimdSources.Vector128);

[TestFixture]
public sealed class SimdVector128CategoricalValuesTests() : CategoricalValuesTests(SimdSources.Vector128);

[TestFixture]
public sealed class SimdVector128QuantileValuesTests() : QuantileValuesTests(SimdSources.Vector128);

[TestFixture]
public sealed class SimdVector128RegressionLossTests() : RegressionLossTests(SimdSources.Vector128);

[TestFixture]
public sealed class SimdVector128CrossEntropyLossTests() : CrossEntropyLossTests(SimdSources.Vector128);

[TestFixture]
public sealed class SimdVector128TdHeadTests() : TdHeadTests(SimdSources.Vector128);

[TestFixture]
public sealed class SimdVector128ActHeadTests() : ActHeadTests(SimdSources.Vector128);

[TestFixture]
public sealed class SimdVector128AdamTests() : AdamTests(SimdSources.Vector128);

[TestFixture]
public sealed class SimdVector128RmsPropTests() : RmsPropTests(SimdSources.Vector128);

[TestFixture]
public sealed class SimdVector128GradientClipTests() : GradientClipTests(SimdSources.Vector128);

[TestFixture]
public sealed class SimdVector128ParameterCopyTests() : ParameterCopyTests(SimdSources.Vector128);

[TestFixture]
public sealed class SimdVector128RowMaxTests() : RowMaxTests(SimdSources.Vector128);

[TestFixture]
public sealed class SimdVector128ReplayGatherTests() : ReplayGatherTests(SimdSources.Vector128);

[TestFixture]
public sealed class SimdVector128ReplayScatterTests() : ReplayScatterTests(SimdSources.Vector128);

[TestFixture]
public sealed class SimdVector128MemoryTests() : MemoryTests(SimdSources.Vector128);
