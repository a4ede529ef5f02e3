namespace Frugal.Cli.Output;

/// <summary>Hands reports on at once, on the thread that makes them; <see cref="Progress{T}"/> would queue them.</summary>
internal sealed class DirectProgress<T>(Action<T> receive) : IProgress<T>
{
    public void Report(T value) => receive(value);
}
