using Frugal.Graphs.Operators;

namespace Frugal.Graphs;

/// <summary>The operators that Frugal knows. A line here gives an operator its place in reading, running, training, tests and the support table.</summary>
public static class OperatorTable
{
    private static readonly Dictionary<OperatorId, Operator> Known = All().ToDictionary(o => o.Id);

    /// <summary>All operators.</summary>
    public static IReadOnlyCollection<Operator> Operators => Known.Values;

    /// <summary>The operator of an id, or null when Frugal does not know it.</summary>
    public static Operator? Find(OperatorId id) => Known.GetValueOrDefault(id);

    /// <summary>The operator of an id.</summary>
    /// <exception cref="UnsupportedOperatorException">Frugal does not know it.</exception>
    public static Operator Get(OperatorId id) =>
        Find(id) ?? throw new UnsupportedOperatorException($"The operator {id} is not supported.");

    private static IEnumerable<Operator> All() =>
    [
        // element-wise
        new Relu(), new ReluGradient(), new PRelu(), new Clip(), new ClipGradient(),
        new LeakyRelu(), new ActivationGradient(new LeakyRelu()), new Elu(), new ActivationGradient(new Elu()), new Selu(), new ActivationGradient(new Selu()),
        new Celu(), new ActivationGradient(new Celu()), new Sigmoid(), new ActivationGradient(new Sigmoid()), new HardSigmoid(), new ActivationGradient(new HardSigmoid()),
        new HardSwish(), new ActivationGradient(new HardSwish()), new Tanh(), new ActivationGradient(new Tanh()), new Softplus(), new ActivationGradient(new Softplus()),
        new Softsign(), new ActivationGradient(new Softsign()), new Gelu(), new ActivationGradient(new Gelu()), new Mish(), new ActivationGradient(new Mish()),
        new Swish(), new ActivationGradient(new Swish()), new ThresholdedRelu(), new ActivationGradient(new ThresholdedRelu()), new Erf(), new ActivationGradient(new Erf()),
        new Exp(), new Log(), new Sqrt(), new Reciprocal(), new Neg(), new Abs(), new Sign(), new Floor(), new Ceil(), new Round(), new Sin(), new Cos(),
        new Identity(), new Cast(), new CastLike(), new Not(), new IsNaN(), new IsInf(),
        new Add(), new Sub(), new Mul(), new Div(), new Pow(), new Mod(), new Min(), new Max(), new Sum(), new Mean(),
        new Equal(), new Less(), new Greater(), new LessOrEqual(), new GreaterOrEqual(), new And(), new Or(), new Xor(), new Where(),
        new SumToShape(), new ExpandLike(),

        // dense and loss
        new Gemm(), new MatMul(), new FlaggedMatMul(),
        new Softmax(), new SoftmaxGradient(), new LogSoftmax(), new LogSoftmaxGradient(),
        new SoftmaxCrossEntropy(), new SoftmaxCrossEntropyGradient(),

        // weight expressions
        new Mask(), new Lookup(), new LookupGradient(),
        new QuantizeLinear(), new DequantizeLinear(), new FakeQuantize(), new FakeQuantizeGradient(),
        new Binarize(), new BinarizeGradient(), new Ternarize(), new TernarizeGradient(),

        // convolution, pooling, normalisation
        new Conv(), new ConvGradient(), new ConvGradientSquare(), new ConvTranspose(),
        new MaxPool(), new MaxPoolWithIndices(), new MaxPoolGradient(),
        new AveragePool(), new AveragePoolGradient(), new GlobalAveragePool(), new GlobalAveragePoolGradient(), new GlobalMaxPool(),
        new BatchNormalization(), new FrozenBatchNormalizationGradient(), new BatchNormalizationTraining(), new BatchNormalizationGradient(),
        new InstanceNormalization(), new GroupNormalization(), new GroupNormalizationGradient(),
        new LayerNormalization(), new LayerNormalizationGradient(), new LRN(), new LRNGradient(),
        new Dropout(), new DropoutTraining(),

        // integer products of quantized values
        new DynamicQuantizeLinear(), new MatMulInteger(), new ConvInteger(), new QLinearMatMul(), new QLinearConv(),

        // transformers
        new RMSNormalization(), new RotaryEmbedding(), new Attention(),

        // audio
        new DFT(), new STFT(), new MelWeightMatrix(), new HannWindow(), new HammingWindow(), new BlackmanWindow(),

        // what ONNX Runtime's optimizer writes
        new FusedConv(), new FusedGemm(), new FusedMatMul(), new MicrosoftGelu(), new BiasGelu(), new FastGelu(), new QuickGelu(), new BiasSoftmax(),
        new SimplifiedLayerNormalization(), new SkipLayerNormalization(), new SkipSimplifiedLayerNormalization(), new EmbedLayerNormalization(),
        new MicrosoftAttention(), new MultiHeadAttention(), new QAttention(),
        new QuantizeLinear(OperatorId.MicrosoftDomain), new DequantizeLinear(OperatorId.MicrosoftDomain),
        new QLinearAdd(), new QLinearMul(), new QLinearSigmoid(), new QLinearLeakyRelu(), new QLinearSoftmax(), new QLinearConcat(),
        new QLinearAveragePool(), new QLinearGlobalAveragePool(), new NhwcMaxPool(), new QGemm(),
        new MatMulIntegerToFloat(), new DynamicQuantizeMatMul(), new MatMulNBits(),

        // shape and data movement
        new Flatten(),
        new Reshape(),
        new Transpose(),
        new Squeeze(),
        new Unsqueeze(),
        new Concat(),
        new Split(),
        new Slice(),
        new SliceGradient(),
        new Pad(),
        new PadGradient(),
        new Gather(),
        new GatherGradient(),
        new GatherElements(),
        new GatherElementsGradient(),
        new GatherND(),
        new GatherNDGradient(),
        new ShapeOperator(),
        new Size(),
        new Constant(),
        new ConstantOfShape(),
        new Expand(),
        new Tile(),
        new TileGradient(),
        new RangeOperator(),
        new DepthToSpace(),
        new DepthToSpaceGradient(),
        new SpaceToDepth(),
        new OneHot(),
        new Trilu(),
        new Resize(),
        new ResizeGradient(),
        new Upsample(),

        // the rest of the standard without data-dependent control
        new Tan(), new Asin(), new Acos(), new Atan(), new Sinh(), new Cosh(), new Asinh(), new Acosh(), new Atanh(),
        new Shrink(), new ActivationGradient(new Shrink()), new Hardmax(), new BitShift(), new BitwiseAnd(), new BitwiseOr(), new BitwiseXor(), new BitwiseNot(),
        new LpNormalization(), new MeanVarianceNormalization(), new Det(), new DetGradient(), new Einsum(), new EinsumGradient(),
        new NegativeLogLikelihoodLoss(), new NegativeLogLikelihoodLossGradient(), new SoftmaxCrossEntropyLoss(),
        new CumSum(), new CumProd(), new TopK(), new EyeLike(), new ReverseSequence(), new CenterCropPad(), new CenterCropPadGradient(),
        new ScatterElements(), new ScatterND(), new Scatter(), new TensorScatter(), new Col2Im(), new Col2ImGradient(),
        new LpPool(), new LpPoolGradient(), new GlobalLpPool(), new MaxUnpool(), new DeformConv(), new DeformConvGradient(),
        new GridSample(), new GridSampleGradient(), new AffineGrid(), new AffineGridGradient(), new RoiAlign(), new RoiAlignGradient(), new MaxRoiPool(),
        new RandomNormal(), new RandomNormalLike(), new RandomUniform(), new RandomUniformLike(), new Bernoulli(), new Multinomial(),

        // reductions
        new ReduceSum(), new ReduceMean(), new ReduceMax(), new ReduceMin(), new ReduceProd(), new ReduceL1(), new ReduceL2(),
        new ReduceSumSquare(), new ReduceLogSum(), new ReduceLogSumExp(), new ArgMax(), new ArgMin(),

        // control flow, sequences and optionals
        new If(), new Loop(), new Scan(),
        new SequenceEmpty(), new SequenceConstruct(), new SequenceInsert(), new SequenceErase(), new SequenceAt(), new SequenceLength(), new SequenceMap(),
        new SplitToSequence(), new ConcatFromSequence(), new OptionalOperator(), new OptionalHasElement(), new OptionalGetElement(),

        // results whose shape depends on the data
        new NonZero(), new Compress(), new Unique(), new TfIdfVectorizer(), new NonMaxSuppression(),

        // recurrent
        new LSTM(), new GRU(), new RNN(), new RecurrentGradient(new LSTM()), new RecurrentGradient(new GRU()), new RecurrentGradient(new RNN()),
    ];
}
