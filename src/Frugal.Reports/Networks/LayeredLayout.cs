namespace Frugal.Reports;

/// <summary>
/// Places the nodes of a graph without circles in rows from top to bottom, so that edges point down, cross seldom and run straight (after Sugiyama, Tagawa and
/// Toda 1981, "Methods for Visual Understanding of Hierarchical System Structures"). The same graph gives the same picture.
/// </summary>
internal sealed class LayeredLayout
{
    private const int OrderSweeps = 12, PlaceSweeps = 96;

    private readonly List<int>[] above, below; // neighbours of nodes and of the points where long edges pass a row
    private readonly int[] row;
    private readonly double[] width;
    private readonly List<int>[] rows;
    private readonly int[] place;
    private readonly int count;
    private readonly Dictionary<(int, int), List<int>> passes = [];

    private LayeredLayout(int count, IReadOnlyCollection<(int From, int To)> edges, double boxWidth, double passWidth)
    {
        this.count = count;
        int[] level = Levels(count, edges);
        int total = count + edges.Sum(e => level[e.To] - level[e.From] - 1);
        row = new int[total];
        level.CopyTo(row, 0);
        width = [.. Enumerable.Range(0, total).Select(i => i < count ? boxWidth : passWidth)];
        above = [.. Enumerable.Range(0, total).Select(_ => new List<int>())];
        below = [.. Enumerable.Range(0, total).Select(_ => new List<int>())];
        int next = count;
        foreach (var (from, to) in edges.OrderBy(e => e))
        {
            var way = new List<int> { from };
            for (int r = level[from] + 1; r < level[to]; r++)
            {
                row[next] = r;
                way.Add(next++);
            }
            way.Add(to);
            for (int i = 1; i < way.Count; i++)
            {
                below[way[i - 1]].Add(way[i]);
                above[way[i]].Add(way[i - 1]);
            }
            passes[(from, to)] = way;
        }
        rows = [.. Enumerable.Range(0, total == 0 ? 0 : row.Max() + 1).Select(_ => new List<int>())];
        place = new int[total];
        X = new double[total];
    }

    /// <summary>The middle of each node and pass.</summary>
    private double[] X { get; }

    /// <summary>The row of a node, from 0 at the top.</summary>
    public int Row(int node) => row[node];

    /// <summary>The middle of a node.</summary>
    public double Middle(int node) => X[node];

    /// <summary>How many rows there are.</summary>
    public int Rows => rows.Length;

    /// <summary>The width of all.</summary>
    public double Width { get; private set; }

    /// <summary>The rows and middles through which an edge runs, both ends included.</summary>
    public IReadOnlyList<(int Row, double X)> Way(int from, int to) => [.. passes[(from, to)].Select(i => (row[i], X[i]))];

    /// <summary>Places a graph.</summary>
    /// <param name="count">How many nodes there are.</param>
    /// <param name="edges">From node to node, numbered from 0.</param>
    /// <param name="boxWidth">The room that a node takes in its row, gaps included.</param>
    /// <param name="passWidth">The room of an edge that passes a row.</param>
    public static LayeredLayout Of(int count, IReadOnlyCollection<(int From, int To)> edges, double boxWidth, double passWidth)
    {
        var layout = new LayeredLayout(count, edges, boxWidth, passWidth);
        layout.Order();
        layout.Place();
        return layout;
    }

    /// <summary>Pairs of edges between neighbouring rows that cross.</summary>
    public long Crossings()
    {
        long crossings = 0;
        foreach (List<int> nodes in rows)
        {
            int[] targets = [.. nodes.SelectMany(n => below[n].Select(b => place[b]).Order())];
            for (int i = 0; i < targets.Length; i++)
                for (int j = i + 1; j < targets.Length; j++)
                    if (targets[j] < targets[i]) crossings++;
        }
        return crossings;
    }

    // As far up as the longest way allows; what is fed by inputs alone then moves down to its first reader.
    private static int[] Levels(int count, IReadOnlyCollection<(int From, int To)> edges)
    {
        var level = new int[count];
        ILookup<int, int> after = edges.ToLookup(e => e.From, e => e.To), before = edges.ToLookup(e => e.To, e => e.From);
        var open = new int[count];
        foreach (var (_, to) in edges) open[to]++;
        var ready = new Queue<int>(Enumerable.Range(0, count).Where(i => open[i] == 0));
        while (ready.TryDequeue(out int node))
        {
            foreach (int to in after[node])
            {
                level[to] = Math.Max(level[to], level[node] + 1);
                if (--open[to] == 0) ready.Enqueue(to);
            }
        }
        foreach (int node in Enumerable.Range(0, count).Where(i => !before[i].Any() && after[i].Any())) level[node] = after[node].Min(t => level[t]) - 1;
        return level;
    }

    private void Order()
    {
        // The first order is that of a walk from the top, which keeps branches together.
        var seen = new bool[row.Length];
        foreach (int start in Enumerable.Range(0, row.Length).Where(i => above[i].Count == 0)) Walk(start, seen);
        Number();
        int[] best = (int[])place.Clone();
        long fewest = Crossings();
        for (int sweep = 0; sweep < OrderSweeps && fewest > 0; sweep++)
        {
            bool down = sweep % 2 == 0;
            foreach (List<int> nodes in down ? rows.Skip(1) : rows.Reverse().Skip(1)) SortByNeighbours(nodes, down ? above : below);
            long now = Crossings();
            if (now >= fewest) continue;
            fewest = now;
            best = (int[])place.Clone();
        }
        best.CopyTo(place, 0);
        foreach (List<int> nodes in rows) nodes.Sort((a, b) => place[a].CompareTo(place[b]));
    }

    private void Walk(int start, bool[] seen)
    {
        var stack = new Stack<int>([start]);
        while (stack.TryPop(out int node))
        {
            if (seen[node]) continue;
            seen[node] = true;
            rows[row[node]].Add(node);
            foreach (int next in Enumerable.Reverse(below[node])) stack.Push(next);
        }
    }

    private void Number()
    {
        foreach (List<int> nodes in rows)
            for (int i = 0; i < nodes.Count; i++) place[nodes[i]] = i;
    }

    private void SortByNeighbours(List<int> nodes, List<int>[] neighbours)
    {
        var keys = nodes.ToDictionary(n => n, n => neighbours[n].Count == 0 ? place[n] : neighbours[n].Average(m => place[m]));
        int[] sorted = [.. nodes.OrderBy(n => keys[n])];
        for (int i = 0; i < sorted.Length; i++)
        {
            nodes[i] = sorted[i];
            place[sorted[i]] = i;
        }
    }

    private void Place()
    {
        // Rows begin in the middle, and every place is drawn to both sides, so that a long chain does not drift.
        foreach (List<int> nodes in rows)
        {
            double at = -nodes.Sum(n => width[n]) / 2;
            foreach (int node in nodes)
            {
                X[node] = at + width[node] / 2;
                at += width[node];
            }
        }
        for (int sweep = 0; sweep < PlaceSweeps; sweep++)
            foreach (List<int> nodes in sweep % 2 == 0 ? rows : rows.Reverse()) Pack(nodes, Wish);
        if (row.Length == 0) return;
        double left = Enumerable.Range(0, row.Length).Min(i => X[i] - width[i] / 2);
        for (int i = 0; i < X.Length; i++) X[i] -= left;
        Width = Enumerable.Range(0, row.Length).Max(i => X[i] + width[i] / 2);
    }

    private double Wish(int node)
    {
        int neighbours = above[node].Count + below[node].Count;
        return neighbours == 0 ? X[node] : (above[node].Sum(m => X[m]) + below[node].Sum(m => X[m])) / neighbours;
    }

    // The places nearest to those wished for (least squares) that keep order and distance: isotonic regression by pooling neighbours.
    // Passes weigh more, so that long edges are straight.
    private void Pack(List<int> nodes, Func<int, double> wish)
    {
        var blocks = new List<(double Sum, double Weight, int Count)>();
        var offsets = new double[nodes.Count];
        for (int i = 1; i < nodes.Count; i++) offsets[i] = offsets[i - 1] + (width[nodes[i - 1]] + width[nodes[i]]) / 2;
        for (int i = 0; i < nodes.Count; i++)
        {
            double weight = nodes[i] < count ? 1 : 4;
            blocks.Add((weight * (wish(nodes[i]) - offsets[i]), weight, 1));
            while (blocks.Count > 1 && blocks[^2].Sum / blocks[^2].Weight >= blocks[^1].Sum / blocks[^1].Weight)
            {
                var joined = (blocks[^2].Sum + blocks[^1].Sum, blocks[^2].Weight + blocks[^1].Weight, blocks[^2].Count + blocks[^1].Count);
                blocks.RemoveRange(blocks.Count - 2, 2);
                blocks.Add(joined);
            }
        }
        int at = 0;
        foreach (var (sum, weight, size) in blocks)
            for (int i = 0; i < size; i++, at++) X[nodes[at]] = sum / weight + offsets[at];
    }
}
