namespace Frugal.Runtime;

/// <summary>
/// What lies ready to be used again. Adding and taking allocate nothing once the stack has had its largest size, and what is in it goes with its owner: a
/// ConcurrentBag, whose thread-local lists are chained to each other, keeps the contents of all bags that a thread ever filled.
/// </summary>
/// <typeparam name="T">What is kept.</typeparam>
internal sealed class IdleStack<T> where T : class
{
    private readonly Stack<T> items = new();

    /// <summary>Takes the one that came last, whose memory is likeliest to be in a cache; null: none is idle.</summary>
    public T? TryTake()
    {
        lock (items) return items.TryPop(out T? item) ? item : null;
    }

    /// <summary>Gives one back.</summary>
    public void Add(T item)
    {
        lock (items) items.Push(item);
    }
}
