namespace Frugal.Data;

/// <summary>
/// A place in the endless sequence of batches. Together with the loader's settings it is all that a checkpoint needs: order and
/// augmentation are functions of seed, epoch and index.
/// </summary>
/// <param name="Epoch">The pass over the data, from 0.</param>
/// <param name="Batch">The batch within the epoch, from 0.</param>
public readonly record struct DataPosition(long Epoch, int Batch);
