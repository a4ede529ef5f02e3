using Frugal.Data;
using Frugal.Evaluation;
using Frugal.Tensors;
using Xunit;

namespace Frugal.Tests.Evaluation;

public sealed class MeterTests
{
    [Fact]
    public void An_answer_that_is_not_a_number_agrees_with_nothing()
    {
        var outputs = new NetworkOutputs(3, 2, [float.NaN, 1, 3, 2, 1, float.NaN], [1, 0, 0]);
        Assert.Equal([-1, 0, -1], outputs.Answers());
        Assert.Equal([false, true, false], outputs.Correct());
        Assert.Equal([false, true, false], outputs.Agreement(outputs.Answers()));
        Assert.Equal(2, outputs.Errors());
    }

    [Fact]
    public void Accuracy_recall_and_confusion_follow_from_the_answers()
    {
        var meter = new ClassificationMeter(3, topK: 2);
        meter.Add([3, 2, 1, 1, 3, 2, 0, 1, 2], [0, 0, 2]); // right, wrong (takes 1; 0 is last), right
        meter.Add([1, 1, 0], [1]); // a tie goes to class 0, so class 1 comes second
        ClassificationResult result = meter.Result();
        Assert.Equal([true, false, true, false], result.Right);
        Assert.Equal((4, 2, 0.5, 0.75), (result.Count, result.Errors, result.Accuracy, result.TopKAccuracy));
        Assert.Equal((1, 1, 1, 1), (result.Confusion[0, 0], result.Confusion[0, 1], result.Confusion[1, 0], result.Confusion[2, 2]));
        Assert.Equal((0.5, 0.0, 1.0), (result.Confusion.Recall(0), result.Confusion.Recall(1), result.Confusion.Recall(2)));
        Assert.Equal(0.5, result.MeanPerClassRecall, 12);
    }

    [Fact]
    public void Mean_recall_leaves_out_classes_without_samples()
    {
        var meter = new ClassificationMeter(4);
        meter.Add([1, 0, 0, 0, 0, 0, 0, 1], [0, 1]);
        Assert.Equal(0.5, meter.Result().MeanPerClassRecall, 12);
        Assert.True(double.IsNaN(meter.Result().Confusion.Recall(2)));
    }

    [Fact]
    public void Cross_entropy_equals_the_value_by_hand_from_logits_and_from_probabilities()
    {
        // z = (2, 1, 0), class 0: ln(1 + e^−1 + e^−2) = 0.40760596
        var logits = new ClassificationMeter(3);
        logits.Add([2, 1, 0, 1002, 1001, 1000], [0, 0]);
        Assert.Equal(0.40760596, logits.Result().CrossEntropies[0], 8);
        Assert.Equal(0.40760596, logits.Result().CrossEntropies[1], 8);
        var probabilities = new ClassificationMeter(2, OutputMeaning.Probabilities);
        probabilities.Add([0.25f, 0.75f, 1, 0], [0, 1]);
        Assert.Equal(Math.Log(4), probabilities.Result().CrossEntropies[0], 12);
        Assert.InRange(probabilities.Result().CrossEntropies[1], 87, 88); // −ln 2^−126
    }

    [Fact]
    public void Scores_that_are_not_numbers_are_never_right()
    {
        var meter = new ClassificationMeter(2, topK: 2);
        meter.Add([float.NaN, 0, 0, float.NaN], [0, 0]);
        ClassificationResult result = meter.Result();
        Assert.Equal((2, 0, 0.0), (result.Errors, result.TopKRight, result.Accuracy));
        Assert.Equal(-1, Predictions.ArgMax([float.NaN, 1]));
    }

    [Fact]
    public void The_rank_of_the_label_agrees_with_sorting()
    {
        var random = new RandomStream(2);
        for (int trial = 0; trial < 200; trial++)
        {
            float[] scores = [.. Enumerable.Range(0, 7).Select(_ => (float)random.NextInt32(4))];
            int[] order = [.. Enumerable.Range(0, 7).OrderByDescending(k => scores[k]).ThenBy(k => k)];
            for (int k = 0; k < 7; k++) Assert.Equal(Array.IndexOf(order, k), Predictions.RankOf(scores, k));
            Assert.Equal(order[0], Predictions.ArgMax(scores));
        }
        Assert.Contains("map the labels", Assert.Throws<ArgumentOutOfRangeException>(() => Predictions.RankOf([1, 2], 2)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fidelity_of_equal_outputs_is_perfect()
    {
        var meter = new FidelityMeter(3, OutputMeaning.Logits);
        meter.Add([1, 2, 3, -1, 0, 1], [1, 2, 3, -1, 0, 1]);
        Assert.Equal(new Fidelity(2, 1, 0, 0, 0), meter.Result());
    }

    [Fact]
    public void Fidelity_figures_equal_their_formulas()
    {
        float[] p = [0.5f, 0.25f, 0.25f], q = [0.25f, 0.5f, 0.25f];
        var probabilities = new FidelityMeter(3, OutputMeaning.Probabilities);
        probabilities.Add(p, q);
        Fidelity result = probabilities.Result();
        Assert.Equal(0.25 * Math.Log(2), result.MeanKlDivergence, 12); // ½ ln 2 − ¼ ln 2
        Assert.Equal(0, result.Top1Agreement);
        Assert.Equal(Math.Sqrt(2.0 / 6), result.RelativeError, 12); // √(2 · 1/16) / √(6/16)
        Assert.Equal(0.25, result.LargestDifference);

        var logits = new FidelityMeter(3, OutputMeaning.Logits);
        logits.Add([.. p.Select(v => MathF.Log(v) + 5)], [.. q.Select(v => MathF.Log(v) - 3)]);
        Assert.Equal(0.25 * Math.Log(2), logits.Result().MeanKlDivergence, 6);

        var regression = new FidelityMeter(2, OutputMeaning.Regression);
        regression.Add([3, 4, 0, 0], [3, 4, 0, 1]);
        Assert.Equal((2, 0.2, 1.0), (regression.Result().Count, regression.Result().RelativeError, regression.Result().LargestDifference));
        Assert.True(double.IsNaN(regression.Result().Top1Agreement));
    }

    [Fact]
    public void Fidelity_shows_outputs_that_are_not_numbers()
    {
        var meter = new FidelityMeter(2, OutputMeaning.Logits);
        meter.Add([1, 0, 1, 0], [float.NaN, 0, 1, 0]);
        Fidelity result = meter.Result();
        Assert.Equal(0.5, result.Top1Agreement);
        Assert.True(double.IsNaN(result.RelativeError) && double.IsNaN(result.LargestDifference) && double.IsNaN(result.MeanKlDivergence));
    }
}
