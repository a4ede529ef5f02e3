using System.Collections.Concurrent;
using Frugal.Graphs;
using Frugal.Kernels;
using Frugal.Tensors;

namespace Frugal.Runtime;

/// <summary>
/// Runs a network. Plans are compiled when an input shape is first seen and kept. Safe to call from many threads at once; each call has its
/// own memory, and the answers do not depend on how many threads there are.
/// </summary>
public sealed class Session
{
    private readonly Network network;
    private readonly SessionOptions options;
    private readonly ConcurrentDictionary<ShapeKey, Plan> plans = new();
    private readonly WorkerPool pool;

    private Session(Network network, SessionOptions options)
    {
        this.network = network;
        this.options = options;
        pool = options.Pool ?? WorkerPool.Shared;
    }

    /// <summary>Prepares a network to be run; the network is not changed.</summary>
    /// <exception cref="UnsupportedOperatorException">An operator cannot be run.</exception>
    public static Session Create(Network network, SessionOptions? options = null)
    {
        options ??= new SessionOptions();
        UnsupportedOperators.ThrowIfAny(network);
        return new Session(options.Simplify ? Simplification.ForInference(network) : network.Clone(), options);
    }

    /// <summary>The inputs: names, types and shapes.</summary>
    public IReadOnlyList<Value> Inputs => network.Graph.Inputs;

    /// <summary>The outputs: names, types and shapes.</summary>
    public IReadOnlyList<Value> Outputs => network.Graph.Outputs;

    /// <summary>Computes the outputs, each a new tensor.</summary>
    /// <param name="inputs">A tensor for each input, in order.</param>
    /// <exception cref="ArgumentException">The number or type of the inputs is wrong.</exception>
    /// <exception cref="InvalidModelException">A shape contradicts what the network declares.</exception>
    public DenseTensor[] Run(params ReadOnlySpan<DenseTensor> inputs)
    {
        Plan plan = PlanFor(inputs);
        PlanContext context = plan.Rent();
        context.Run(inputs, pool);
        var outputs = new DenseTensor[plan.Outputs.Count];
        for (int i = 0; i < outputs.Length; i++) outputs[i] = context.Output(i).Copy();
        plan.Return(context);
        return outputs;
    }

    /// <summary>Computes the outputs into tensors of the caller; allocates nothing once the shape has been seen by as many callers at once.</summary>
    public void Run(ReadOnlySpan<DenseTensor> inputs, ReadOnlySpan<DenseTensor> outputs)
    {
        Plan plan = PlanFor(inputs);
        PlanContext context = plan.Rent();
        context.Run(inputs, pool);
        for (int i = 0; i < outputs.Length; i++)
        {
            DenseTensor result = context.Output(i);
            if (outputs[i].Type != result.Type || outputs[i].Shape != result.Shape)
                throw new ArgumentException($"Output '{plan.OutputNames[i]}' is {result}; the tensor given for it is {outputs[i]}.");
            result.Bytes.CopyTo(outputs[i].Bytes);
        }
        plan.Return(context);
    }

    /// <summary>The plan for the shapes of the given inputs, compiled if it is the first time.</summary>
    public Plan PlanFor(ReadOnlySpan<DenseTensor> inputs)
    {
        if (inputs.Length != Inputs.Count)
            throw new ArgumentException($"The network has {Inputs.Count} inputs ({string.Join(", ", Inputs.Select(i => i.Name))}); {inputs.Length} were given.");
        lastPlan.TryGetTarget(out Plan? last);
        if (last is not null && Fits(last, inputs)) return last;
        Shape[] shapes = [.. inputs.ToArray().Select(i => i.Shape)];
        Plan plan = plans.GetOrAdd(new ShapeKey(shapes), key => Plan.Compile(network, new PlanOptions
        {
            InputShapes = key.Shapes,
            UseKernels = options.UseKernels,
            InstructionSet = options.InstructionSet,
        }));
        lastPlan.SetTarget(plan);
        return plan;
    }

    private readonly WeakReference<Plan> lastPlan = new(null!);

    private static bool Fits(Plan plan, ReadOnlySpan<DenseTensor> inputs)
    {
        for (int i = 0; i < inputs.Length; i++)
            if (plan.Inputs[i].Shape != inputs[i].Shape) return false;
        return true;
    }

    private readonly record struct ShapeKey(Shape[] Shapes)
    {
        public bool Equals(ShapeKey other) => Shapes.AsSpan().SequenceEqual(other.Shapes);

        public override int GetHashCode()
        {
            var hash = new HashCode();
            foreach (Shape shape in Shapes) hash.Add(shape);
            return hash.ToHashCode();
        }
    }
}
