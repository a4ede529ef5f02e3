using System.Runtime.InteropServices;
using Frugal.Tensors;

namespace Frugal.Data;

/// <summary>
/// Samples converted to a network's input, with labels and weights. Its memory is used again by the next <see cref="DataSet.Read"/>;
/// tensors taken from it show the new content then. Belongs to one thread at a time.
/// </summary>
public sealed class Batch
{
    private readonly BatchBuffer<float> inputs = new(), weights = new();
    private readonly BatchBuffer<int> labels = new();
    private int[] indices = [];
    private InputPipeline? pipeline;
    private Augmentation? augmentation;
    private RandomStream augmentationStream;

    /// <summary>An empty batch.</summary>
    /// <param name="input">How samples are converted.</param>
    public Batch(InputSpecification input) => Input = input;

    /// <summary>How samples are converted.</summary>
    public InputSpecification Input { get; }

    /// <summary>The number of samples.</summary>
    public int Count { get; private set; }

    /// <summary>Whether <see cref="Labels"/> hold classes.</summary>
    public bool HasLabels { get; private set; }

    /// <summary>The epoch that a <see cref="DataLoader"/> read this batch in, from 0.</summary>
    public long Epoch { get; internal set; }

    /// <summary>Which batch of the epoch this is, from 0.</summary>
    public int Number { get; internal set; }

    /// <summary>Whether this is the last batch of the epoch.</summary>
    public bool EndsEpoch { get; internal set; }

    /// <summary>The extents of one converted sample.</summary>
    public Shape SampleShape => pipeline?.OutputShape ?? Shape.Scalar;

    /// <summary>The converted samples, one after another.</summary>
    public Span<float> Inputs => inputs.Span(Count * (pipeline?.OutputLength ?? 0));

    /// <summary>The converted sample at a place of the batch.</summary>
    public Span<float> InputOf(int slot) => Inputs.Slice(slot * pipeline!.OutputLength, pipeline.OutputLength);

    /// <summary>The classes as the network numbers them; −1 without labels.</summary>
    public Span<int> Labels => labels.Span(Count);

    /// <summary>How much each sample counts; 1 unless somebody changes it.</summary>
    public Span<float> Weights => weights.Span(Count);

    /// <summary>Where the samples stand in the data set that was read.</summary>
    public ReadOnlySpan<int> Indices => indices.AsSpan(0, Count);

    /// <summary>The inputs as a tensor: samples first, then <see cref="SampleShape"/>. It shares the batch's memory.</summary>
    public DenseTensor InputTensor => inputs.Tensor(Count, SampleShape);

    /// <summary>The labels as an int32 tensor of one axis. It shares the batch's memory.</summary>
    public DenseTensor LabelTensor => labels.Tensor(Count, Shape.Scalar);

    /// <summary>The weights as a tensor of one axis. It shares the batch's memory.</summary>
    public DenseTensor WeightTensor => weights.Tensor(Count, Shape.Scalar);

    internal SampleBuffer Buffer { get; } = new();

    /// <summary>From now on samples are changed at random; the change depends on the stream and the sample's index alone.</summary>
    internal void Augment(Augmentation? with, RandomStream stream)
    {
        augmentation = with;
        augmentationStream = stream;
    }

    internal void Begin(DataSet data, ReadOnlySpan<int> read)
    {
        if (pipeline is null || pipeline.SampleShape != data.SampleShape || pipeline.Type != data.ElementType)
            pipeline = new InputPipeline(Input, data.SampleShape, data.ElementType);
        Count = read.Length;
        if (indices.Length < Count) indices = new int[Count];
        read.CopyTo(indices);
        inputs.Reserve(checked(Count * pipeline.OutputLength));
        labels.Reserve(Count);
        weights.Reserve(Count);
        Weights.Fill(1);
        HasLabels = data.HasLabels;
        if (!HasLabels) Labels.Fill(-1);
    }

    internal void Store(int slot, Sample sample)
    {
        AugmentationDraw draw = augmentation is null ? default : pipeline!.Draw(augmentation, augmentationStream.Split(indices[slot]));
        pipeline!.Write(sample, InputOf(slot), draw);
    }

    internal void StoreLabel(int slot, int label)
    {
        if (Input.LabelMapping is { } mapping)
        {
            if (label >= mapping.Count)
            {
                throw new DataException("input specification", $"the label mapping has {mapping.Count} entries but the data have label {label}",
                    "Give an entry for each label of the data");
            }
            label = mapping[label];
        }
        Labels[slot] = label;
    }

    /// <summary>Memory of one kind of value that only grows, with a tensor for each number of samples that was asked for.</summary>
    private sealed class BatchBuffer<T> where T : unmanaged
    {
        private readonly Dictionary<int, DenseTensor> tensors = [];
        private byte[] memory = [];
        private int offset, capacity;

        public void Reserve(int count)
        {
            if (count <= capacity) return;
            capacity = count;
            int bytes = checked((int)ElementTypes.Of<T>().ByteCount(count));
            memory = GC.AllocateArray<byte>(checked(bytes + DenseTensor.Alignment), pinned: true);
            long address = Marshal.UnsafeAddrOfPinnedArrayElement(memory, 0);
            offset = (int)((DenseTensor.Alignment - address % DenseTensor.Alignment) % DenseTensor.Alignment);
            tensors.Clear();
        }

        public Span<T> Span(int count) => MemoryMarshal.Cast<byte, T>(memory.AsSpan(offset))[..count];

        public DenseTensor Tensor(int count, Shape each)
        {
            if (tensors.TryGetValue(count, out DenseTensor? known) && known.Shape.Dimensions[1..].SequenceEqual(each.Dimensions)) return known;
            var shape = new Shape([count, .. each]);
            return tensors[count] = DenseTensor.Over(ElementTypes.Of<T>(), shape, memory, offset);
        }
    }
}
