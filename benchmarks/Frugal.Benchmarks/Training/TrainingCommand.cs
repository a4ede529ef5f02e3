using System.Diagnostics;
using System.Globalization;
using Frugal.Kernels;
using Frugal.Runtime;

namespace Frugal.Benchmarks.Training;

/// <summary>Times training steps against PyTorch, in alternating turns of the same number of steps from the same weights on the same batch.</summary>
internal static class TrainingCommand
{
    private const double TurnSeconds = 0.25;
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
        string python = Options(options, "--python", "/usr/bin/python3")[0];
        Console.WriteLine($"instruction set {InstructionSets.Current}; {turns} turns a side; ratio = time of PyTorch / time of Frugal, its median and 95 % interval; times are medians");
        Console.WriteLine("| network | batch | threads | Frugal ms/step | PyTorch ms/step | ratio | interval |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        foreach (string network in networks)
        {
            double logarithms = 0;
            foreach (int batch in batches)
                foreach (int count in threads) logarithms += Math.Log(Compare(python, network, batch, count, turns));
            Console.WriteLine($"| {network} | | | | | **{Math.Exp(logarithms / (batches.Length * threads.Length)):F2}** | geometric mean |");
        }
        return 0;
    }

    private static double Compare(string python, string network, int batch, int threads, int turns)
    {
        string start = Path.GetTempFileName();
        try
        {
            using var ours = new TrainingCase(network, batch, threads);
            ours.WriteStart(start);
            using var peer = new PyTorchPeer(python, network, start, threads);
            RequireSameLosses(ours, peer);
            double warmup = peer.Run(5).Seconds / 5;
            ours.Run(Math.Max(30, (int)(0.3 / warmup)));
            int steps = Math.Clamp((int)(TurnSeconds / warmup), 5, 200);
            double[] ourTimes = new double[turns], peerTimes = new double[turns], ratios = new double[turns];
            for (int turn = 0; turn < turns; turn++)
            {
                if (turn % 2 == 0) ourTimes[turn] = OurTurn(ours, steps);
                peer.Run(2);
                peerTimes[turn] = peer.Run(steps).Seconds / steps;
                if (turn % 2 == 1) ourTimes[turn] = OurTurn(ours, steps);
                ratios[turn] = peerTimes[turn] / ourTimes[turn];
            }
            foreach (double[] values in (double[][])[ourTimes, peerTimes, ratios]) Array.Sort(values);
            int rank = IntervalRank(turns);
            double ratio = ratios[turns / 2];
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {network} | {batch} | {threads} | {1e3 * ourTimes[turns / 2]:F3} | {1e3 * peerTimes[turns / 2]:F3} | {ratio:F2} | {ratios[rank]:F2} to {ratios[^(rank + 1)]:F2} |"));
            return ratio;
        }
        finally
        {
            File.Delete(start);
        }
    }

    private static double OurTurn(TrainingCase ours, int steps)
    {
        ours.Run(2);
        long start = Stopwatch.GetTimestamp();
        ours.Run(steps);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        ours.Park();
        return seconds / steps;
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
        ours.Run(50);
        const int Steps = 100;
        var profile = new PlanProfile(ours.Plan);
        long start = Stopwatch.GetTimestamp();
        ours.Run(Steps, profile);
        double total = Stopwatch.GetElapsedTime(start).TotalMilliseconds / Steps;
        double plan = profile.Steps.Sum(s => s.Milliseconds) / Steps;
        Console.WriteLine($"{network}, batch {batch}, {threads} threads: {total:F3} ms a step, of which the plan {plan:F3}, the rest {total - plan:F3}");
        foreach (StepTime step in profile.Steps.OrderByDescending(s => s.Milliseconds).Take(40))
            Console.WriteLine($"  {step.Milliseconds / Steps * 1e3,9:F1} us  {step.Operators}: {step.Kernel}");
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
}
