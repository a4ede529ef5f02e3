using System.Diagnostics.CodeAnalysis;
using Frugal.Graphs;
using Frugal.Graphs.Onnx;
using Frugal.Graphs.Passes;
using Frugal.Runtime.Stages;
using Frugal.Tensors;

namespace Frugal.Runtime;

/// <summary>
/// Runs a network. Plans are compiled when an input shape is first seen and kept. Safe to call from many threads at once; each call has its
/// own memory, and the answers do not depend on how many threads there are.
/// </summary>
public sealed class Session
{
    private readonly Network network;
    private readonly NetworkRunner runner;

    private Session(Network network, SessionOptions options)
    {
        this.network = network;
        runner = new NetworkRunner(network.Graph, options);
    }

    /// <summary>Prepares a network to be run; the network is not changed.</summary>
    /// <exception cref="UnsupportedOperatorException">An operator cannot be run.</exception>
    public static Session Create(Network network, SessionOptions? options = null)
    {
        options ??= new SessionOptions();
        Network own = LocalFunctions.Inlined(network);
        UnsupportedOperators.ThrowIfAny(own);
        if (options.Overridable.Count > 0) own = OverridableInitializers.AsInputs(own, options.Overridable);
        if (options.UseKernels) own = WidenHalfPrecision.Run(own);
        if (options.Simplify) own = Simplification.ForInference(own);
        return new Session(own == network ? network.Clone() : own, options);
    }

    /// <summary>The inputs: names, types and shapes.</summary>
    public IReadOnlyList<Value> Inputs => network.Graph.Inputs;

    /// <summary>The outputs: names, types and shapes.</summary>
    public IReadOnlyList<Value> Outputs => network.Graph.Outputs;

    /// <summary>How many compiled plans are kept at the moment.</summary>
    public int PlanCount => runner.StageCount;

    /// <summary>Computes the outputs, each a new tensor; a sequence or an optional where the network has such an output.</summary>
    /// <param name="inputs">A tensor for each input, in order.</param>
    /// <exception cref="ArgumentException">The number or type of the inputs is wrong.</exception>
    /// <exception cref="InvalidModelException">A shape contradicts what the network declares.</exception>
    public DenseTensor[] Run(params ReadOnlySpan<DenseTensor> inputs) => Run(inputs, CancellationToken.None);

    /// <summary>Computes the outputs, each a new tensor, unless it is told to stop first.</summary>
    /// <param name="inputs">A tensor for each input, in order.</param>
    /// <param name="cancellation">Stops the run between two steps or two iterations of a loop.</param>
    /// <exception cref="OperationCanceledException">The run was stopped.</exception>
    /// <inheritdoc cref="Run(ReadOnlySpan{DenseTensor})"/>
    public DenseTensor[] Run(ReadOnlySpan<DenseTensor> inputs, CancellationToken cancellation)
    {
        CheckCount(inputs);
        return runner.Run(inputs, cancellation);
    }

    /// <summary>
    /// Computes the outputs into tensors of the caller; allocates nothing once the shape has been seen by as many callers at once, unless parts of the
    /// network are interpreted because their shapes depend on the data.
    /// </summary>
    public void Run(ReadOnlySpan<DenseTensor> inputs, ReadOnlySpan<DenseTensor> outputs) => Run(inputs, outputs, CancellationToken.None);

    /// <inheritdoc cref="Run(ReadOnlySpan{DenseTensor}, ReadOnlySpan{DenseTensor})"/>
    /// <param name="inputs">A tensor for each input, in order.</param>
    /// <param name="outputs">Tensors of the types and shapes of the outputs; fewer than all may be given.</param>
    /// <param name="cancellation">Stops the run between two steps or two iterations of a loop.</param>
    public void Run(ReadOnlySpan<DenseTensor> inputs, ReadOnlySpan<DenseTensor> outputs, CancellationToken cancellation)
    {
        CheckCount(inputs);
        runner.Run(inputs, outputs, cancellation);
    }

    /// <summary>The plan for the shapes of the given inputs, compiled if it is the first time.</summary>
    /// <exception cref="InvalidOperationException">There is no one plan: parts of the network depend on values that only a run knows.</exception>
    public Plan PlanFor(ReadOnlySpan<DenseTensor> inputs)
    {
        return TryPlanFor(inputs, out Plan? plan) ? plan : throw new InvalidOperationException(
            "The network runs in several stages, because shapes or branches in it depend on values that are computed first; there is no one plan for it.");
    }

    /// <summary>The plan for the shapes of the given inputs; false where there is no one plan, because shapes or branches depend on values that a run computes.</summary>
    public bool TryPlanFor(ReadOnlySpan<DenseTensor> inputs, [NotNullWhen(true)] out Plan? plan)
    {
        CheckCount(inputs);
        plan = runner.SinglePlan(inputs);
        return plan is not null;
    }

    private void CheckCount(ReadOnlySpan<DenseTensor> inputs)
    {
        if (inputs.Length != Inputs.Count)
            throw new ArgumentException($"The network has {Inputs.Count} inputs ({string.Join(", ", Inputs.Select(i => i.Name))}); {inputs.Length} were given.");
    }
}
