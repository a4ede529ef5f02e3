namespace Frugal.Kernels;

/// <summary>A number that the JIT knows when it compiles a generic kernel.</summary>
internal interface IConstant
{
    static abstract int Value { get; }
}
