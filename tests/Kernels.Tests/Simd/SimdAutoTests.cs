using DqnGpu.Kernels.Tests.Operations;

namespace DqnGpu.Kernels.Tests.Simd;

// The widest vectors that the machine has, 2 threads.

[TestFixture]
public sealed class SimdAutoConv2dTests() : Conv2dTests(SimdSources.Auto);

[TestFixture]
public sealed class SimdAutoLinearTests() : LinearTests(SimdSources.Auto);

[TestFixture]
public sealed class SimdAutoNoisyWeightsTests() : NoisyWeightsTests(SimdSources.Auto);

[TestFixture]
public sealed class SimdAutoLayerNormTests() : LayerNormTests(SimdSources.Auto);

[TestFixture]
public sealed class SimdAutoReluTests() : ReluTests(SimdSources.Auto);

[TestFixture]
public sealed class SimdAutoScaleTests() : ScaleTests(SimdSources.Auto);

[TestFixture]
public sealed class SimdAutoTanhTests() : TanhTests(SimdSources.Auto);

[TestFixture]
public sealed class SimdAutoDuelingTests() : DuelingTests(SimdSources.Auto);

[TestFixture]
public sealed class SimdAutoTdLossTests() : TdLossTests(SimdSources.Auto);

[TestFixture]
public sealed class SimdAutoMunchausenLossTests() : MunchausenLossTests(SimdSources.Auto);

[TestFixture]
public sealed class SimdAutoCategoricalLossTests() : CategoricalLossTests(SimdSources.Auto);

[TestFixture]
public sealed class SimdAutoQuantileLossTests() : QuantileLossTests(SimdSources.Auto);

[TestFixture]
public sealed class SimdAutoCategoricalValuesTests() : CategoricalValuesTests(SimdSources.Auto);

[TestFixture]
public sealed class SimdAutoQuantileValuesTests() : QuantileValuesTests(SimdSources.Auto);

[TestFixture]
public sealed class SimdAutoRegressionLossTests() : RegressionLossTests(SimdSources.Auto);

[TestFixture]
public sealed class SimdAutoCrossEntropyLossTests() : CrossEntropyLossTests(SimdSources.Auto);

[TestFixture]
public sealed class SimdAutoTdHeadTests() : TdHeadTests(SimdSources.Auto);

[TestFixture]
public sealed class SimdAutoActHeadTests() : ActHeadTests(SimdSources.Auto);

[TestFixture]
public sealed class SimdAutoAdamTests() : AdamTests(SimdSources.Auto);

[TestFixture]
public sealed class SimdAutoRmsPropTests() : RmsPropTests(SimdSources.Auto);

[TestFixture]
public sealed class SimdAutoGradientClipTests() : GradientClipTests(SimdSources.Auto);

[TestFixture]
public sealed class SimdAutoInputCentreTests() : InputCentreTests(SimdSources.Auto);

[TestFixture]
public sealed class SimdAutoParameterCopyTests() : ParameterCopyTests(SimdSources.Auto);

[TestFixture]
public sealed class SimdAutoRowMaxTests() : RowMaxTests(SimdSources.Auto);

[TestFixture]
public sealed class SimdAutoReplayGatherTests() : ReplayGatherTests(SimdSources.Auto);

[TestFixture]
public sealed class SimdAutoReplayScatterTests() : ReplayScatterTests(SimdSources.Auto);

[TestFixture]
public sealed class SimdAutoMemoryTests() : MemoryTests(SimdSources.Auto);
