namespace Frugal.Data;

/// <summary>How a <see cref="DataLoader"/> makes batches.</summary>
public sealed record DataLoaderSettings
{
    /// <summary>Samples in a batch. Default 64.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>Whether each epoch has its own random order. Default: yes.</summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>Whether an incomplete batch at the end of an epoch is left out. Default: no.</summary>
    public bool DropLast { get; init; }

    /// <summary>Decides order and augmentation.</summary>
    public ulong Seed { get; init; }

    /// <summary>Random changes of the images; <c>null</c>: none.</summary>
    public Augmentation? Augmentation { get; init; }

    /// <summary>Threads that prepare batches ahead; 0: batches are prepared when asked for. The batches are the same. Default 1.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>Batches that may be prepared ahead. Default 4.</summary>
    public int QueueLength { get; init; } = 4;
}
