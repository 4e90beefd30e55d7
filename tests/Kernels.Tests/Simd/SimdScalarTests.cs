using DqnGpu.Kernels.Tests.Operations;

namespace DqnGpu.Kernels.Tests.Simd;

// No vectors, 1 thread.

[TestFixture]
public sealed class SimdScalarConv2dTests() : Conv2dTests(SimdSources.Scalar);

[TestFixture]
public sealed class SimdScalarLinearTests() : LinearTests(SimdSources.Scalar);

[TestFixture]
public sealed class SimdScalarNoisyWeightsTests() : NoisyWeightsTests(SimdSources.Scalar);

[TestFixture]
public sealed class SimdScalarLayerNormTests() : LayerNormTests(SimdSources.Scalar);

[TestFixture]
public sealed class SimdScalarReluTests() : ReluTests(SimdSources.Scalar);

[TestFixture]
public sealed class SimdScalarScaleTests() : ScaleTests(SimdSources.Scalar);

[TestFixture]
public sealed class SimdScalarTanhTests() : TanhTests(SimdSources.Scalar);

[TestFixture]
public sealed class SimdScalarDuelingTests() : DuelingTests(SimdSources.Scalar);

[TestFixture]
public sealed class SimdScalarTdLossTests() : TdLossTests(SimdSources.Scalar);

[TestFixture]
public sealed class SimdScalarMunchausenLossTests() : MunchausenLossTests(SimdSources.Scalar);

[TestFixture]
public sealed class SimdScalarCategoricalLossTests() : CategoricalLossTests(SimdSources.Scalar);

[TestFixture]
public sealed class SimdScalarQuantileLossTests() : QuantileLossTests(SimdSources.Scalar);

[TestFixture]
public sealed class SimdScalarCategoricalValuesTests() : CategoricalValuesTests(SimdSources.Scalar);

[TestFixture]
public sealed class SimdScalarQuantileValuesTests() : QuantileValuesTests(SimdSources.Scalar);

[TestFixture]
public sealed class SimdScalarRegressionLossTests() : RegressionLossTests(SimdSources.Scalar);

[TestFixture]
public sealed class SimdScalarCrossEntropyLossTests() : CrossEntropyLossTests(SimdSources.Scalar);

[TestFixture]
public sealed class SimdScalarTdHeadTests() : TdHeadTests(SimdSources.Scalar);

[TestFixture]
public sealed class SimdScalarActHeadTests() : ActHeadTests(SimdSources.Scalar);

[TestFixture]
public sealed class SimdScalarAdamTests() : AdamTests(SimdSources.Scalar);

[TestFixture]
public sealed class SimdScalarRmsPropTests() : RmsPropTests(SimdSources.Scalar);

[TestFixture]
public sealed class SimdScalarGradientClipTests() : GradientClipTests(SimdSources.Scalar);

[TestFixture]
public sealed class SimdScalarInputCentreTests() : InputCentreTests(SimdSources.Scalar);

[TestFixture]
public sealed class SimdScalarParameterCopyTests() : ParameterCopyTests(SimdSources.Scalar);

[TestFixture]
public sealed class SimdScalarRowMaxTests() : RowMaxTests(SimdSources.Scalar);

[TestFixture]
public sealed class SimdScalarReplayGatherTests() : ReplayGatherTests(SimdSources.Scalar);

[TestFixture]
public sealed class SimdScalarReplayScatterTests() : ReplayScatterTests(SimdSources.Scalar);

[TestFixture]
public sealed class SimdScalarMemoryTests() : MemoryTests(SimdSources.Scalar);
