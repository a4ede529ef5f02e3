namespace Frugal.Training;

/// <summary>One look at the validation data.</summary>
/// <param name="Step">Updates made before it.</param>
/// <param name="Loss">The mean loss.</param>
/// <param name="Accuracy">The share of right answers, or of answers equal to the teacher's where there are no labels.</param>
/// <param name="Count">The number of samples.</param>
public sealed record ValidationPoint(long Step, double Loss, double Accuracy, int Count);
