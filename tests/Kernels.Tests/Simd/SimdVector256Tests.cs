using DqnGpu.Kernels.Tests.Operations;

namespace DqnGpu.Kernels.Tests.Simd;

// AVX2's width, forced, 3 threads.

[TestFixture]
public sealed class SimdVector256Conv2dTests() : Conv2dTests(SimdSources.Vector256);

[TestFixture]
public sealed class SimdVector256LinearTests() : LinearTests(SimdSources.Vector256);

[TestFixture]
public sealed class SimdVector256NoisyWeightsTests() : NoisyWeightsTests(SimdSources.Vector256);

[TestFixture]
public sealed class SimdVector256LayerNormTests() : LayerNormTests(SimdSources.Vector256);

[TestFixture]
public sealed class SimdVector256ReluTests() : ReluTests(SimdSources.Vector256);

[TestFixture]
public sealed class SimdVector256ScaleTests() : ScaleTests(SimdSources.Vector256);

[TestFixture]
public sealed class SimdVector256TanhTests() : TanhTests(SimdSources.Vector256);

[TestFixture]
public sealed class SimdVector256DuelingTests() : DuelingTests(SimdSources.Vector256);

[TestFixture]
public sealed class SimdVector256TdLossTests() : TdLossTests(SimdSources.Vector256);

[TestFixture]
public sealed class SimdVector256MunchausenLossTests() : MunchausenLossTests(SimdSources.Vector256);

[TestFixture]
public sealed class SimdVector256CategoricalLossTests() : CategoricalLossTests(SimdSources.Vector256);

[TestFixture]
public sealed class SimdVector256QuantileLossTests() : QuantileLossTests(SimdSources.Vector256);

[TestFixture]
public sealed class SimdVector256CategoricalValuesTests() : CategoricalValuesTests(SimdSources.Vector256);

[TestFixture]
public sealed class SimdVector256QuantileValuesTests() : QuantileValuesTests(SimdSources.Vector256);

[TestFixture]
public sealed class SimdVector256RegressionLossTests() : RegressionLossTests(SimdSources.Vector256);

[TestFixture]
public sealed class SimdVector256CrossEntropyLossTests() : CrossEntropyLossTests(SimdSources.Vector256);

[TestFixture]
public sealed class SimdVector256TdHeadTests() : TdHeadTests(SimdSources.Vector256);

[TestFixture]
public sealed class SimdVector256ActHeadTests() : ActHeadTests(SimdSources.Vector256);

[TestFixture]
public sealed class SimdVector256AdamTests() : AdamTests(SimdSources.Vector256);

[TestFixture]
public sealed class SimdVector256RmsPropTests() : RmsPropTests(SimdSources.Vector256);

[TestFixture]
public sealed class SimdVector256GradientClipTests() : GradientClipTests(SimdSources.Vector256);

[TestFixture]
public sealed class SimdVector256InputCentreTests() : InputCentreTests(SimdSources.Vector256);

[TestFixture]
public sealed class SimdVector256ParameterCopyTests() : ParameterCopyTests(SimdSources.Vector256);

[TestFixture]
public sealed class SimdVector256RowMaxTests() : RowMaxTests(SimdSources.Vector256);

[TestFixture]
public sealed class SimdVector256ReplayGatherTests() : ReplayGatherTests(SimdSources.Vector256);

[TestFixture]
public sealed class SimdVector256ReplayScatterTests() : ReplayScatterTests(SimdSources.Vector256);

[TestFixture]
public sealed class SimdVector256MemoryTests() : MemoryTests(SimdSources.Vector256);
