using System.Diagnostics;
using System.Globalization;
using Frugal.Kernels;
using Frugal.Runtime;

namespace Frugal.Benchmarks.Training;

/// <summary>Times training steps against PyTorch, in alternating turns of the same number of steps from the same weights on the same batch.</summary>
internal static class TrainingCommand
{
    private const int StepsPerTurn = 10, UntimedSteps = 2;
    private static string announced = "";
    private static readonly string[] Networks = ["lenet-300-100", "lenet-5", "resnet-20"];

    public static int Run(string[] options)
    {
        string[] networks = Options(options, "--network", Networks);
        int[] batches = Numbers(options, "--batch", 64, 128), threads = Numbers(options, "--threads", 1, 2);
        int turns = Numbers(options, "--turns", 15)[0];
        if (options.Contains("--profile"))
        {
            foreach (string network in networks) Profile(network, batches[0], threads[0]);
            return 0;
        }
        var peer = new PeerOptions(Options(options, "--python", "/usr/bin/python3")[0], Options(options, "--libraries").FirstOrDefault());
        Console.WriteLine($"instruction set {InstructionSets.Current}; {turns} turns a side; ratio = time of PyTorch / time of Frugal, the median over turns with its 95 % interval; 'fastest' are the fastest steps of all, which other processes disturbed least");
        Console.WriteLine("| network | batch | threads | Frugal ms/step | PyTorch ms/step | ratio | interval | fastest: Frugal | PyTorch | ratio |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|");
        foreach (string network in networks)
        {
            var results = new List<(double Ratio, double Fastest)>();
            foreach (int batch in batches)
                foreach (int count in threads) results.Add(Compare(peer, network, batch, count, turns));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {network}, geometric mean | | | | | **{GeometricMean(results.Select(r => r.Ratio)):F2}** | | | | {GeometricMean(results.Select(r => r.Fastest)):F2} |"));
        }
        return 0;
    }

    private static (double Ratio, double Fastest) Compare(PeerOptions peerOptions, string network, int batch, int threads, int turns)
    {
        string start = Path.GetTempFileName();
        try
        {
            using var ours = new TrainingCase(network, batch, threads);
            ours.WriteStart(start);
            using var peer = new PyTorchPeer(peerOptions.Python, network, start, threads, peerOptions.Libraries);
            if (announced != peer.Version) Console.Error.WriteLine(announced = peer.Version);
            RequireSameLosses(ours, peer);
            WarmUp(ours, peer);
            double[] ourTimes = new double[turns], peerTimes = new double[turns], ratios = new double[turns];
            double ourFastest = double.MaxValue, peerFastest = double.MaxValue;
            for (int turn = 0; turn < turns; turn++)
            {
                // Who begins alternates, so that a slow drift of the machine favours nobody.
                double[] mine = [], theirs = [];
                if (turn % 2 == 0) mine = OurTurn(ours);
                peer.Run(UntimedSteps);
                theirs = peer.Run(StepsPerTurn).Seconds;
                if (turn % 2 == 1) mine = OurTurn(ours);
                (ourTimes[turn], peerTimes[turn]) = (Median(mine), Median(theirs));
                (ourFastest, peerFastest) = (Math.Min(ourFastest, mine.Min()), Math.Min(peerFastest, theirs.Min()));
                ratios[turn] = peerTimes[turn] / ourTimes[turn];
            }
            Array.Sort(ratios);
            int rank = IntervalRank(turns);
            double ratio = ratios[turns / 2];
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {network} | {batch} | {threads} | {1e3 * Median(ourTimes):F3} | {1e3 * Median(peerTimes):F3} | {ratio:F2} | {ratios[rank]:F2} to {ratios[^(rank + 1)]:F2} | {1e3 * ourFastest:F3} | {1e3 * peerFastest:F3} | {peerFastest / ourFastest:F2} |"));
            return (ratio, peerFastest / ourFastest);
        }
        finally
        {
            File.Delete(start);
        }
    }

    private static double[] OurTurn(TrainingCase ours)
    {
        ours.Run(UntimedSteps);
        var seconds = new double[StepsPerTurn];
        for (int i = 0; i < seconds.Length; i++)
        {
            long start = Stopwatch.GetTimestamp();
            ours.Run(1);
            seconds[i] = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
        ours.Park();
        return seconds;
    }

    // Until the compiler has seen what is hot: at least 30 steps and half a second.
    private static void WarmUp(TrainingCase ours, PyTorchPeer peer)
    {
        peer.Run(5);
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < 30 || Stopwatch.GetElapsedTime(start).TotalSeconds < 0.5; i++) ours.Run(1);
    }

    private static double GeometricMean(IEnumerable<double> values) => Math.Exp(values.Average(Math.Log));

    private static double Median(double[] values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }

    // Both sides must do the same work: the losses of the first steps tell.
    private static void RequireSameLosses(TrainingCase ours, PyTorchPeer peer)
    {
        for (int step = 0; step < 3; step++)
        {
            double mine = ours.Run(1), theirs = peer.Run(1).Loss;
            if (Math.Abs(mine - theirs) > 1e-3 * Math.Abs(theirs))
                throw new InvalidOperationException($"At step {step + 1} the loss is {mine} here and {theirs} in PyTorch: they do not train the same network.");
        }
    }

    private static void Profile(string network, int batch, int threads)
    {
        using var ours = new TrainingCase(network, batch, threads);
        ours.Run(30);
        var profile = new PlanProfile(ours.Plan);
        double fastest = double.MaxValue;
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < 30 || Stopwatch.GetElapsedTime(start).TotalSeconds < 3; i++)
        {
            long before = Stopwatch.GetTimestamp();
            ours.Run(1, profile);
            fastest = Math.Min(fastest, Stopwatch.GetElapsedTime(before).TotalMilliseconds);
        }
        IReadOnlyList<double> times = profile.FastestMilliseconds;
        Console.WriteLine($"{network}, batch {batch}, {threads} threads: fastest step {fastest:F3} ms, sum of the fastest parts of the plan {times.Sum():F3} ms");
        foreach (var (step, time) in profile.Steps.Zip(times).OrderByDescending(s => s.Second).Take(60))
            Console.WriteLine($"  {time * 1e3,9:F1} us  {step.Operators}: {step.Kernel}");
    }

    // The k-th smallest and largest of n ratios enclose the median with a probability of at least 95 %.
    private static int IntervalRank(int n)
    {
        double tail = 0, probability = Math.Pow(0.5, n);
        int k = 0;
        for (; k < n / 2 && (tail += probability) <= 0.025; k++) probability = probability * (n - k) / (k + 1);
        return Math.Max(0, k - 1);
    }

    private static string[] Options(string[] options, string name, params string[] otherwise)
    {
        string[] given = [.. options.Zip(options.Skip(1)).Where(p => p.First == name).Select(p => p.Second)];
        return given.Length > 0 ? given : otherwise;
    }

    private static int[] Numbers(string[] options, string name, params int[] otherwise) =>
        [.. Options(options, name, [.. otherwise.Select(n => n.ToString(CultureInfo.InvariantCulture))]).Select(n => int.Parse(n, CultureInfo.InvariantCulture))];

    /// <param name="Python">The interpreter.</param>
    /// <param name="Libraries">A folder that is searched for shared libraries first, or null.</param>
    private sealed record PeerOptions(string Python, string? Libraries);
}
