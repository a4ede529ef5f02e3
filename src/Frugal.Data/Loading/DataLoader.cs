using System.Runtime.ExceptionServices;
using Frugal.Tensors;

namespace Frugal.Data;

/// <summary>
/// An endless sequence of training batches: epoch after epoch, shuffled and augmented by seed, prepared ahead by worker threads.
/// The sequence is the same for any number of workers. Nothing is allocated once every batch of the queue has been used.
/// </summary>
public sealed class DataLoader : IDisposable
{
    private readonly DataSet data;
    private readonly DataLoaderSettings settings;
    private readonly RandomStream orders, augmentations;
    private readonly object gate = new();
    private readonly Slot[] slots;
    private readonly Thread[] workers;
    private readonly int[] order;
    private long orderEpoch = -1;
    private long claimed, consumed, released; // batch numbers since position (0, 0)
    private bool stopping;

    private sealed class Slot(InputSpecification input, int batchSize)
    {
        public readonly Batch Batch = new(input);
        public readonly int[] Indices = new int[batchSize];
        public int Count;
        public bool Ready;
        public Exception? Error;
    }

    /// <summary>Starts the workers.</summary>
    /// <param name="data">What to read.</param>
    /// <param name="input">How samples are converted.</param>
    /// <param name="settings">Batch size, seed, augmentation, threads.</param>
    /// <param name="start">The first batch to give; (0, 0) unless a run is resumed.</param>
    /// <exception cref="DataException">There are too few samples for one batch.</exception>
    public DataLoader(DataSet data, InputSpecification input, DataLoaderSettings settings, DataPosition start = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(settings.BatchSize);
        ArgumentOutOfRangeException.ThrowIfNegative(settings.Workers);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(settings.QueueLength);
        BatchesPerEpoch = settings.DropLast ? data.Count / settings.BatchSize : (data.Count + settings.BatchSize - 1) / settings.BatchSize;
        if (BatchesPerEpoch == 0)
            throw new DataException("data", $"{data.Count} samples do not fill a batch of {settings.BatchSize}", "Use more data or a smaller batch");
        ArgumentOutOfRangeException.ThrowIfNegative(start.Epoch);
        if ((uint)start.Batch >= (uint)BatchesPerEpoch)
            throw new ArgumentOutOfRangeException(nameof(start), start, $"An epoch has {BatchesPerEpoch} batches.");
        this.data = data;
        this.settings = settings;
        orders = new RandomStream(settings.Seed).Split("order");
        augmentations = new RandomStream(settings.Seed).Split("augmentation");
        order = new int[data.Count];
        for (int i = 0; i < order.Length; i++) order[i] = i;
        claimed = consumed = released = start.Epoch * BatchesPerEpoch + start.Batch;
        slots = new Slot[settings.Workers == 0 ? 1 : settings.QueueLength + 1]; // one is in the caller's hands
        for (int i = 0; i < slots.Length; i++) slots[i] = new Slot(input, settings.BatchSize);
        workers = new Thread[settings.Workers];
        for (int i = 0; i < workers.Length; i++)
        {
            workers[i] = new Thread(Work) { IsBackground = true, Name = $"data loader {i}" };
            workers[i].Start();
        }
    }

    /// <summary>The number of batches of one pass over the data.</summary>
    public int BatchesPerEpoch { get; }

    /// <summary>The place of the batch that <see cref="Next"/> gives next; what a checkpoint stores.</summary>
    public DataPosition Position => new(consumed / BatchesPerEpoch, (int)(consumed % BatchesPerEpoch));

    /// <summary>
    /// The next batch, which belongs to the caller until the next call. One thread at a time may call.
    /// </summary>
    /// <exception cref="DataException">A sample cannot be read.</exception>
    /// <exception cref="ObjectDisposedException">The loader has been disposed.</exception>
    public Batch Next()
    {
        Slot slot = workers.Length == 0 ? PrepareNow() : WaitForWorker();
        if (slot.Error is not null) ExceptionDispatchInfo.Throw(slot.Error);
        consumed++;
        return slot.Batch;
    }

    private Slot PrepareNow()
    {
        ObjectDisposedException.ThrowIf(stopping, this);
        claimed = consumed;
        Fill(Claim(out long number), number);
        return slots[0];
    }

    private Slot WaitForWorker()
    {
        lock (gate)
        {
            if (consumed > released) // the batch given last goes back to the queue
            {
                slots[released % slots.Length].Ready = false;
                released++;
                Monitor.PulseAll(gate);
            }
            Slot slot = slots[consumed % slots.Length];
            while (!slot.Ready && !stopping) Monitor.Wait(gate);
            ObjectDisposedException.ThrowIf(stopping, this);
            return slot;
        }
    }

    private void Work()
    {
        while (true)
        {
            Slot slot;
            long number;
            lock (gate)
            {
                while (claimed - released >= slots.Length && !stopping) Monitor.Wait(gate);
                if (stopping) return;
                slot = Claim(out number);
            }
            Fill(slot, number);
            lock (gate)
            {
                slot.Ready = true;
                Monitor.PulseAll(gate);
            }
        }
    }

    /// <summary>Takes the next batch number and copies its indices; a new epoch is shuffled here, so one order is enough.</summary>
    private Slot Claim(out long number)
    {
        number = claimed++;
        long epoch = number / BatchesPerEpoch;
        if (epoch != orderEpoch)
        {
            if (settings.Shuffle)
            {
                for (int i = 0; i < order.Length; i++) order[i] = i; // an epoch's order must not depend on the one before
                orders.Split(epoch).Shuffle<int>(order);
            }
            orderEpoch = epoch;
        }
        Slot slot = slots[number % slots.Length];
        int start = (int)(number % BatchesPerEpoch) * settings.BatchSize;
        slot.Count = Math.Min(settings.BatchSize, order.Length - start);
        order.AsSpan(start, slot.Count).CopyTo(slot.Indices);
        return slot;
    }

    private void Fill(Slot slot, long number)
    {
        slot.Error = null;
        try
        {
            long epoch = number / BatchesPerEpoch;
            slot.Batch.Epoch = epoch;
            slot.Batch.Number = (int)(number % BatchesPerEpoch);
            slot.Batch.EndsEpoch = slot.Batch.Number == BatchesPerEpoch - 1;
            slot.Batch.Augment(settings.Augmentation, augmentations.Split(epoch));
            data.Read(slot.Indices.AsSpan(0, slot.Count), slot.Batch);
        }
        catch (Exception error) // handed to the caller of Next, whatever it is
        {
            slot.Error = error;
        }
    }

    /// <summary>Stops the workers; batches that were given out stay valid.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            stopping = true;
            Monitor.PulseAll(gate);
        }
        foreach (Thread worker in workers) worker.Join();
    }
}
