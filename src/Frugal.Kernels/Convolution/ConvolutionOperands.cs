namespace Frugal.Kernels;

/// <summary>Checks of the memory that callers pass.</summary>
internal static class ConvolutionOperands
{
    public static void Check(int length, long needed, string name)
    {
        if (length < needed) throw new ArgumentException($"{name} has {length} values, but the convolution needs {needed}.");
    }
}
