using Frugal.Data;
using Frugal.Tensors;

namespace Frugal.Training;

/// <summary>Where a run stands, beside the weights: everything else that a checkpoint holds.</summary>
internal sealed class TrainingState
{
    private const double Decay = 0.98;

    public long Step { get; set; }

    public DataPosition Position { get; set; }

    /// <summary>The exponential sums behind the running means, and their weight (which corrects the start).</summary>
    public double LossSum { get; set; }

    public double AccuracySum { get; set; }

    public double SumWeight { get; set; }

    public double LearningRate { get; set; }

    public TimeSpan Elapsed { get; set; }

    public List<ValidationPoint> History { get; } = [];

    public ValidationPoint? Best { get; set; }

    public int SinceBest { get; set; }

    public Dictionary<string, DenseTensor>? BestWeights { get; set; }

    public double Loss => LossSum / Math.Max(SumWeight, 1e-12);

    public double Accuracy => AccuracySum / Math.Max(SumWeight, 1e-12);

    public void AfterStep(double loss, double accuracy, double learningRate, DataPosition position)
    {
        Step++;
        Position = position;
        LearningRate = learningRate;
        LossSum = Decay * LossSum + (1 - Decay) * loss;
        AccuracySum = Decay * AccuracySum + (1 - Decay) * accuracy;
        SumWeight = Decay * SumWeight + (1 - Decay);
    }

    /// <summary>Adds a validation; whether it is the best so far.</summary>
    public bool Record(ValidationPoint point)
    {
        History.Add(point);
        bool improved = Best is null || point.Accuracy > Best.Accuracy || (point.Accuracy == Best.Accuracy && point.Loss < Best.Loss);
        SinceBest = improved ? 0 : SinceBest + 1;
        if (improved) Best = point;
        return improved;
    }
}
