namespace Frugal.Coding;

/// <summary>
/// The probability of a bit from several contexts at once: each context has a running estimate, the estimates are added in the logistic
/// domain with weights, and the weights follow the gradient of the code length (Mahoney 2005, "Adaptive weighing of context models for
/// lossless data compression"). All in integers, so that every machine decodes alike.
/// </summary>
internal sealed class ContextMixer
{
    private const int WeightOne = 65536, FirstWeight = 10_000, LearningRate = 8, FirstLearningRate = 24, LearningShift = 19;

    // 1 / (n + 3/2): the Krichevsky–Trofimov-like step of the (n+1)-th bit; n / (n + 1): how far an estimate from n bits is trusted.
    private static readonly int[] StepOf = MakeTable(n => 2 * 65536 / (2 * n + 3)), TrustOf = MakeTable(n => 65536 * n / (n + 1));

    private readonly uint[] states; // 22 bits of probability of 1, 10 bits of count
    private readonly int countLimit;
    private readonly int[] firstState, selected, stretched, weights, uses;

    /// <summary>A mixer of as many inputs as there are counts of contexts.</summary>
    /// <param name="contextCounts">How many contexts each input can be in.</param>
    /// <param name="weightSets">How many sets of weights the caller tells apart.</param>
    /// <param name="countLimit">Bits of a context after which its estimate stops slowing down, below 1,024: few where statistics drift.</param>
    public ContextMixer(ReadOnlySpan<int> contextCounts, int weightSets, int countLimit)
    {
        this.countLimit = countLimit;
        firstState = new int[contextCounts.Length];
        selected = new int[contextCounts.Length];
        stretched = new int[contextCounts.Length];
        weights = new int[contextCounts.Length * weightSets];
        uses = new int[weightSets];
        int total = 0;
        for (int i = 0; i < contextCounts.Length; i++)
        {
            firstState[i] = total;
            total = checked(total + contextCounts[i]);
        }
        states = new uint[total];
        Array.Fill(states, 1u << 31);
        Array.Fill(weights, FirstWeight);
    }

    /// <summary>A mixer that has learned what another has.</summary>
    public ContextMixer(ContextMixer other)
    {
        countLimit = other.countLimit;
        firstState = other.firstState;
        selected = (int[])other.selected.Clone();
        stretched = (int[])other.stretched.Clone();
        weights = (int[])other.weights.Clone();
        uses = (int[])other.uses.Clone();
        states = (uint[])other.states.Clone();
    }

    /// <summary>Puts an input into one of its contexts.</summary>
    public void Select(int input, int context) => selected[input] = firstState[input] + context;

    /// <summary>Codes a bit in the selected contexts and learns from it.</summary>
    public int Code<TCoder>(ref TCoder coder, int bit, int weightSet) where TCoder : IBinaryCoder, allows ref struct
    {
        int inputs = stretched.Length;
        Span<int> weight = weights.AsSpan(weightSet * inputs, inputs);
        long sum = 0;
        for (int i = 0; i < inputs; i++)
        {
            uint state = states[selected[i]];
            int input = (int)((long)Logistic.Stretch((int)(state >> 16)) * TrustOf[state & 1023] >> 16);
            stretched[i] = input;
            sum += (long)input * weight[i];
        }
        int one = Logistic.Squash((int)Math.Clamp(sum / WeightOne, -Logistic.Limit, Logistic.Limit));
        int zero = Math.Clamp(65536 - one, BinaryRangeEncoder.LeastProbability, BinaryRangeEncoder.GreatestProbability);
        bit = coder.Code(bit, zero);
        Learn(bit, (bit << 16) - one, weight, ref uses[weightSet]);
        return bit;
    }

    private void Learn(int bit, int error, Span<int> weight, ref int used)
    {
        long gain = (long)error * (LearningRate + FirstLearningRate * 16 / (16 + used));
        if (used < 1 << 20) used++;
        for (int i = 0; i < weight.Length; i++)
        {
            weight[i] += (int)(stretched[i] * gain >> LearningShift);
            ref uint state = ref states[selected[i]];
            int probability = (int)(state >> 10), count = (int)(state & 1023);
            probability += (int)((long)((bit << 22) - bit - probability) * StepOf[count] >> 16);
            state = ((uint)probability << 10) | (uint)Math.Min(count + 1, countLimit);
        }
    }

    private static int[] MakeTable(Func<int, int> entry)
    {
        var table = new int[1024];
        for (int n = 0; n < table.Length; n++) table[n] = entry(n);
        return table;
    }
}
