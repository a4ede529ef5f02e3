using System.Runtime.InteropServices;

namespace Frugal.Kernels;

/// <summary>Choosing element by element, and the comparisons that make the choice. Conditions are one byte each.</summary>
public static class Selection
{
    /// <summary>y[i] = condition[i] ? a[i] : b[i].</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Where(ReadOnlySpan<bool> condition, ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> y)
    {
        Require.Length(condition.Length, y.Length);
        Require.Length(a.Length, y.Length);
        Require.Length(b.Length, y.Length);
        KernelTable.Current.Selection.Where(condition, a, b, y);
    }

    /// <summary>y[i] = mask[i] ? w[i] : +0: never −0 and never NaN where the mask is off, unlike a product.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Mask(ReadOnlySpan<bool> mask, ReadOnlySpan<float> w, Span<float> y)
    {
        Require.Length(mask.Length, y.Length);
        Require.Length(w.Length, y.Length);
        KernelTable.Current.Selection.Mask(mask, w, y);
    }

    /// <summary>y[i] = a[i] ∘ b[i] for a comparison ∘; an operand of length 1 stands for all i.</summary>
    /// <exception cref="ArgumentException">An operand is neither as long as <paramref name="y"/> nor of length 1.</exception>
    public static void Compare(Relation comparison, ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<bool> y)
    {
        if (a.Length != 1) Require.Length(a.Length, y.Length);
        if (b.Length != 1) Require.Length(b.Length, y.Length);
        int aStep = a.Length == 1 ? 0 : 1, bStep = b.Length == 1 ? 0 : 1;
        ref float left = ref MemoryMarshal.GetReference(a);
        ref float right = ref MemoryMarshal.GetReference(b);
        // a > b is b < a.
        if (comparison is Relation.Greater or Relation.GreaterOrEqual)
            KernelTable.Current.Selection.Compare(comparison == Relation.Greater ? Relation.Less : Relation.LessOrEqual, ref right, bStep, ref left, aStep, y);
        else
            KernelTable.Current.Selection.Compare(comparison, ref left, aStep, ref right, bStep, y);
    }
}
