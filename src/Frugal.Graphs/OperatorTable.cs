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
        new Relu(),
        new ReluGradient(),

        // dense and loss

        // weight expressions

        // convolution, pooling, normalisation
        new Conv(), new ConvGradient(), new ConvTranspose(),
        new MaxPool(), new MaxPoolWithIndices(), new MaxPoolGradient(),
        new AveragePool(), new AveragePoolGradient(), new GlobalAveragePool(), new GlobalAveragePoolGradient(), new GlobalMaxPool(),
        new BatchNormalization(), new FrozenBatchNormalizationGradient(), new BatchNormalizationTraining(), new BatchNormalizationGradient(),
        new InstanceNormalization(), new GroupNormalization(), new GroupNormalizationGradient(),
        new LayerNormalization(), new LayerNormalizationGradient(), new LRN(), new LRNGradient(),
        new Dropout(), new DropoutTraining(),

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
        new ExpandGradient(),
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

        // reductions
    ];
}
