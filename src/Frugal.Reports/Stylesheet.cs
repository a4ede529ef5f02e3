namespace Frugal.Reports;

/// <summary>
/// The style of the report. Blue is the result, grey the original, orange what was rejected or must be seen; every pair of text and background has
/// a contrast of at least 4.5 : 1, and no meaning rests on colour alone.
/// </summary>
internal static class Stylesheet
{
    public const string Text = """

        :root {
          color-scheme: light dark;
          --paper: #fcfcfb; --raised: #ffffff; --ink: #1b1f24; --quiet: #58616c; --rule: #dde1e6; --grid: #e9ecef;
          --before: #8a939d; --area: #c3c9d0; --blue: #0b5cab; --orange: #ad4300; --orange-wash: #fdf1e7;
          --heat0: #f1f4f7; --heat1: #dbe9f8; --heat2: #bcd7f3; --heat3: #97c1ec; --heat4: #f6c58f; --heat5: #f29d52; --edge: #7d8791;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --paper: #15181c; --raised: #1c2025; --ink: #e7e9ec; --quiet: #a5adb7; --rule: #353b43; --grid: #282d33;
            --before: #8f98a3; --area: #4c545e; --blue: #74b4f9; --orange: #ffa05f; --orange-wash: #2c2118;
            --heat0: #23282e; --heat1: #1f3550; --heat2: #1f456f; --heat3: #1e558f; --heat4: #6e4413; --heat5: #96520c; --edge: #78828d;
          }
        }
        * { box-sizing: border-box; }
        html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
        body {
          margin: 0 auto; padding: 3.5rem 2rem 4rem; max-width: 1024px; background: var(--paper); color: var(--ink);
          font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Liberation Sans", Arial, sans-serif;
          font-variant-numeric: tabular-nums; overflow-wrap: break-word;
        }
        h1, h2, h3 { line-height: 1.25; overflow-wrap: anywhere; text-wrap: balance; }
        h1 { margin: 0; font-size: 2.1rem; font-weight: 650; letter-spacing: -0.01em; }
        h1.long { font-size: 1.25rem; text-wrap: wrap; }
        h2 { margin: 0 0 0.6rem; font-size: 1.4rem; font-weight: 650; }
        h3 { margin: 0; font-size: 1rem; font-weight: 650; }
        p { margin: 0 0 1rem; max-width: 46rem; }
        section { margin-top: 3.5rem; padding-top: 2rem; border-top: 1px solid var(--rule); }
        .eyebrow { margin: 0 0 0.35rem; color: var(--quiet); font-size: 0.875rem; }
        .lead { margin: 0.9rem 0 1.5rem; font-size: 1.2rem; line-height: 1.5; text-wrap: pretty; }
        .lead strong { color: var(--blue); font-weight: 650; }
        .warning { max-width: none; margin: 0 0 0.75rem; padding: 0.75rem 1rem; border-left: 4px solid var(--orange); background: var(--orange-wash); overflow-wrap: anywhere; }
        .warning strong { color: var(--orange); }
        header h2 { margin-top: 2.5rem; font-size: 1.15rem; }
        .notes { margin: 0; padding-left: 1.2rem; max-width: 46rem; }
        .notes li { margin-bottom: 0.35rem; overflow-wrap: anywhere; }

        .tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 15.5rem), 1fr)); gap: 1.6rem 2rem; margin: 2.25rem 0 0; }
        .tiles div { min-width: 0; }
        .tiles dt { color: var(--quiet); font-size: 0.875rem; }
        .tiles dd { margin: 0; overflow-wrap: anywhere; }
        .tiles .value { display: block; margin: 0.1rem 0 0.15rem; font-size: 1.5rem; font-weight: 600; line-height: 1.25; letter-spacing: -0.01em; }
        .tiles .detail { display: block; color: var(--quiet); font-size: 0.875rem; line-height: 1.45; }

        figure { margin: 2.25rem 0 0; min-width: 0; }
        h2 + figure { margin-top: 1rem; }
        .caption { margin: 0.2rem 0 1rem; color: var(--quiet); font-size: 0.9375rem; overflow-wrap: anywhere; }
        .grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 19rem), 1fr)); gap: 2.25rem 2.5rem; }
        .grid figure { margin: 0; }
        .grid .caption { margin-bottom: 0.5rem; font-size: 0.875rem; }
        svg { display: block; width: 100%; height: auto; overflow: visible; }
        svg.wide { max-width: 960px; }
        svg.narrow { display: none; max-width: 520px; }
        svg.small { max-width: 460px; }

        svg text { fill: var(--ink); font-size: 13px; }
        svg .quiet, svg .tick { fill: var(--quiet); }
        svg .tick { font-size: 12px; }
        svg .blue { fill: var(--blue); }
        svg .orange { fill: var(--orange); }
        svg .strong { font-weight: 650; }
        svg .halo { paint-order: stroke; stroke: var(--paper); stroke-width: 4px; stroke-linejoin: round; }
        svg line, svg path { fill: none; stroke-width: 1; }
        svg .gridline { stroke: var(--grid); }
        svg .axis { stroke: var(--before); }
        svg .reference { stroke: var(--before); }
        svg .limit { stroke: var(--orange); stroke-dasharray: 5 4; }
        svg .link { stroke: var(--before); stroke-width: 1.5; }
        svg .leader { stroke: var(--before); stroke-width: 0.75; }
        svg .bar.after { fill: var(--blue); }
        svg .dot { stroke: var(--paper); stroke-width: 1.5; }
        svg .before { fill: var(--before); }
        svg .after { fill: var(--blue); }
        svg .chosen { fill: var(--paper); stroke: var(--blue); stroke-width: 2.5; }
        svg .ring { fill: none; stroke: var(--blue); stroke-width: 2; }
        svg .cross { stroke: var(--orange); stroke-width: 2; }
        svg .mark.rejected { fill: var(--orange); }
        svg .whisker { stroke: var(--blue); opacity: 0.55; }
        svg .whisker.rejected { stroke: var(--orange); }
        svg .trail { stroke: var(--blue); stroke-width: 2; stroke-linejoin: round; }
        svg .interval { stroke: var(--blue); stroke-width: 3; stroke-linecap: round; }
        svg .curve { stroke: var(--blue); stroke-width: 2; stroke-linejoin: round; }
        svg .curve.background { stroke: var(--before); stroke-width: 1; opacity: 0.6; }
        svg .area { fill: var(--area); stroke: none; }
        svg .centroid { stroke: var(--blue); stroke-width: 2.5; }
        svg .centroid.fine { stroke-width: 1; }
        svg .roof { stroke: var(--before); stroke-width: 2; stroke-linejoin: round; }

        .graph { overflow: auto; max-height: 90vh; margin-top: 1rem; padding: 1rem; border: 1px solid var(--rule); background: var(--raised); }
        .graph:focus-visible { outline: 2px solid var(--blue); outline-offset: 2px; }
        .graph svg { margin: 0 auto; max-width: none; }
        .graph .node rect { stroke: var(--edge); stroke-width: 1; }
        .graph .node .io { fill: none; stroke-dasharray: 4 3; }
        .graph .edge { stroke: var(--edge); stroke-width: 1.25; }
        .graph .tip { fill: var(--edge); }
        .graph text { font-size: 12px; }
        .graph .small { font-size: 11px; }
        .graph .heat0, .legend .heat0 { fill: var(--heat0); background: var(--heat0); }
        .graph .heat1, .legend .heat1 { fill: var(--heat1); background: var(--heat1); }
        .graph .heat2, .legend .heat2 { fill: var(--heat2); background: var(--heat2); }
        .graph .heat3, .legend .heat3 { fill: var(--heat3); background: var(--heat3); }
        .graph .heat4, .legend .heat4 { fill: var(--heat4); background: var(--heat4); }
        .graph .heat5, .legend .heat5 { fill: var(--heat5); background: var(--heat5); }
        .legend { display: flex; flex-wrap: wrap; gap: 0.4rem; margin: 0.75rem 0 0; padding: 0; list-style: none; font-size: 0.8125rem; }
        .legend li { padding: 0.1rem 0.6rem; border: 1px solid var(--edge); border-radius: 3px; }

        details { margin-top: 1rem; }
        summary { width: fit-content; max-width: 100%; padding: 0.25rem 0; color: var(--blue); cursor: pointer; overflow-wrap: anywhere; }
        summary:focus-visible, .scroll:focus-visible { outline: 2px solid var(--blue); outline-offset: 2px; }
        .scroll { overflow-x: auto; margin-top: 0.5rem; }
        table { border-collapse: collapse; min-width: 100%; font-size: 0.875rem; line-height: 1.4; }
        th, td { padding: 0.5rem 1rem 0.5rem 0; border-bottom: 1px solid var(--rule); text-align: left; vertical-align: top; }
        th:last-child, td:last-child { padding-right: 0; }
        thead th { color: var(--quiet); font-weight: 500; vertical-align: bottom; }
        tbody th { min-width: 8.5rem; max-width: 18rem; font-weight: 600; overflow-wrap: anywhere; }
        td { max-width: 20rem; overflow-wrap: break-word; }
        .prose { min-width: 11rem; }
        .number { text-align: right; white-space: nowrap; }
        thead .number { white-space: normal; }

        .facts { margin: 1.25rem 0 0; }
        .facts div { display: grid; grid-template-columns: 11rem minmax(0, 1fr); gap: 0 1rem; padding: 0.4rem 0; border-bottom: 1px solid var(--rule); }
        .facts dt { color: var(--quiet); }
        .facts dd { margin: 0; overflow-wrap: anywhere; }
        pre { margin: 0.5rem 0 0; padding: 0.9rem 1rem; border: 1px solid var(--rule); background: var(--raised); font-size: 0.8125rem; line-height: 1.5; white-space: pre-wrap; overflow-wrap: anywhere; }
        code { font-family: ui-monospace, "Cascadia Mono", "SF Mono", Consolas, "Liberation Mono", monospace; }
        footer { margin-top: 3.5rem; padding-top: 1.25rem; border-top: 1px solid var(--rule); color: var(--quiet); font-size: 0.875rem; }

        @media (max-width: 700px) {
          body { padding: 2rem 1rem 3rem; }
          h1 { font-size: 1.7rem; }
          .lead { font-size: 1.1rem; }
          section { margin-top: 2.5rem; padding-top: 1.5rem; }
          .facts div { grid-template-columns: minmax(0, 1fr); }
        }
        @media screen and (max-width: 700px) {
          svg.wide { display: none; }
          svg.narrow { display: block; }
        }
        @media print {
          :root {
            color-scheme: light;
            --paper: #ffffff; --raised: #ffffff; --ink: #000000; --quiet: #4a525b; --rule: #c9ced4; --grid: #e4e7ea;
            --before: #7d8690; --area: #c3c9d0; --blue: #0b5cab; --orange: #ad4300; --orange-wash: #ffffff;
            --heat0: #f1f4f7; --heat1: #dbe9f8; --heat2: #bcd7f3; --heat3: #97c1ec; --heat4: #f6c58f; --heat5: #f29d52; --edge: #7d8791;
          }
          body { max-width: none; padding: 0; font-size: 11pt; }
          figure, tr, .warning, .tiles div { break-inside: avoid; }
          h2, h3, summary { break-after: avoid; }
          .scroll, .graph { overflow: visible; max-height: none; }
          .graph svg { max-width: 100%; height: auto; }
          table { font-size: 7.5pt; }
          th, td { padding-right: 0.5rem; }
          tbody th, .prose { min-width: 0; }
          .number { white-space: normal; }
          details::details-content { content-visibility: visible; display: block; }
        }

        """;
}
