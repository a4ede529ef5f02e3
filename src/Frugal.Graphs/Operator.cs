using Frugal.Tensors;

namespace Frugal.Graphs;

/// <summary>
/// What a node means. One class an operator; instances hold no data of a network and stand in <see cref="OperatorTable"/>.
/// Networks in memory always use an operator's newest form; <see cref="ReadForm"/> and <see cref="WriteForm"/> know the older ones.
/// </summary>
public abstract class Operator
{
    /// <summary>Domain and name.</summary>
    public abstract OperatorId Id { get; }

    /// <summary>The first version of the domain's operator set that has this operator in any form.</summary>
    public virtual int SinceVersion => 1;

    /// <summary>Whether the outputs depend on the training step beside the inputs, as random numbers do; such a node is never computed ahead.</summary>
    public virtual bool DependsOnStep => false;

    /// <summary>Sets the element types and shapes of the outputs, as far as those of the inputs say; symbolic extents included.</summary>
    /// <exception cref="InvalidModelException">The inputs or attributes contradict the operator's definition.</exception>
    public abstract void Infer(InferContext context);

    /// <summary>
    /// Computes the outputs: the definition of what is right. Plain, portable, unoptimised; floating-point work is done in float64 and
    /// rounded once to the output's type, so that the same code serves float64 gradient checks.
    /// </summary>
    public abstract void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context);

    /// <summary>
    /// Appends nodes that compute the gradient with respect to each input from the gradients of the outputs: one entry an input, null
    /// where no gradient flows (integer inputs, shapes). Null altogether: the operator has no gradient, an error only where one is needed.
    /// </summary>
    public virtual IReadOnlyList<Value?>? Differentiate(GradientContext context) => null;

    /// <summary>
    /// Appends nodes that compute Σ over the samples of a batch of the square of each sample's own gradient with respect to one input that all samples share (weights, bias, scale),
    /// from the gradient of the first output, whose first axis is the samples. Null: there is no rule.
    /// </summary>
    public virtual Value? SquareOverSamples(GradientContext context, int input) => null;

    /// <summary>What one run costs at the shapes given. The default counts one operation for each output element and all bytes touched.</summary>
    public virtual OperatorCost Cost(CostContext context) => context.Elementwise(1);

    /// <summary>
    /// Says which indices of the axes of inputs and outputs can only be removed together. An axis that is not mentioned is fixed, so that an
    /// operator without this method lets nothing be removed around it.
    /// </summary>
    public virtual void Tie(TieContext context) { }

    /// <summary>
    /// How attributes and constant inputs change when only the given indices of all axes remain. Weights are cut by the caller along the
    /// axes that <see cref="Tie"/> names; null when nothing else changes.
    /// </summary>
    public virtual NodeEdit? Rewrite(Node node, KeptIndices kept) => null;

    /// <summary>Changes a node read from a file at an older operator-set version to the newest form.</summary>
    public virtual void ReadForm(NodeForm form, int version) { }

    /// <summary>
    /// Changes a node to the form of an operator-set version before it is written. False when that version cannot express it, so that a
    /// higher one must be written.
    /// </summary>
    public virtual bool WriteForm(NodeForm form, int version) => true;

    /// <summary>
    /// Appends nodes of the ONNX standard that compute the same outputs as a node of this operator, for networks that other tools shall
    /// run. Null: the node is standard already, or, for an operator of Frugal's own, has no place in a network that is saved.
    /// </summary>
    public virtual Value[]? Export(Node node, GraphBuilder builder) => null;

    /// <inheritdoc/>
    public override string ToString() => Id.ToString();
}
