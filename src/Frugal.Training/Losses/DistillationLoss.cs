using Frugal.Graphs;
using Frugal.Graphs.Operators;

namespace Frugal.Training;

/// <summary>
/// α·T²·KL(teacher ‖ student) at temperature T, plus (1 − α) times the cross-entropy with the labels where α is below 1 (Hinton, Vinyals, Dean
/// 2015, "Distilling the Knowledge in a Neural Network"). With α = 1 no labels are needed.
/// </summary>
public sealed record DistillationLoss : Loss
{
    /// <summary>T. Default 4.</summary>
    public double Temperature { get; init; } = 4;

    /// <summary>α, the share of the teacher. Default 1: no labels.</summary>
    public double TeacherShare { get; init; } = 1;

    /// <inheritdoc/>
    public override LossTarget Target => TeacherShare < 1 ? LossTarget.LabelsAndTeacher : LossTarget.Teacher;

    /// <inheritdoc/>
    public override Value Append(GraphBuilder builder, Value output, Value? labels, Value? teacher)
    {
        Value soft = builder.Distillation(output, teacher!, Temperature);
        if (TeacherShare >= 1) return soft;
        Value hard = builder.SoftmaxCrossEntropy(output, labels!);
        return builder.Call("Add", builder.Call("Mul", soft, builder.Scalar(TeacherShare)), builder.Call("Mul", hard, builder.Scalar(1 - TeacherShare)));
    }
}
