namespace Frugal.Training;

/// <summary>What a loss needs beside the network's output.</summary>
[Flags]
public enum LossTarget
{
    /// <summary>The classes of the samples.</summary>
    Labels = 1,
    /// <summary>The output of a teacher for the same samples.</summary>
    Teacher = 2,
    /// <summary>Both.</summary>
    LabelsAndTeacher = Labels | Teacher,
}
