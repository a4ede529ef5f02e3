using Frugal.Kernels;
using Frugal.Tensors;

namespace Frugal.Runtime;

/// <summary>A session with fixed inputs, to be timed.</summary>
public sealed class SessionEngine : TimedEngine
{
    private readonly DenseTensor[] inputs;
    private readonly DenseTensor[] outputs;
    private readonly Session session;
    private readonly WorkerPool pool;

    /// <summary>An engine around a session.</summary>
    /// <param name="name">What it is, for tables.</param>
    /// <param name="session">The session.</param>
    /// <param name="inputs">Its inputs.</param>
    /// <param name="pool">The threads that the session works with.</param>
    public SessionEngine(string name, Session session, DenseTensor[] inputs, WorkerPool pool)
    {
        Name = name;
        this.session = session;
        this.inputs = inputs;
        this.pool = pool;
        outputs = session.Run(inputs);
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override void Run() => session.Run(inputs, outputs);

    /// <inheritdoc/>
    public override void Park() => pool.Park();
}
