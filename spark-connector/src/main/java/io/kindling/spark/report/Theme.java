package io.kindling.spark.report;

/** How pages look, in light and dark, on a wide screen and on a phone. */
final class Theme {
  private static final String DARK =
      "--k-bg:#16191d;--k-fg:#dfe3e8;--k-mute:#98a2ad;--k-line:#333a42;--k-card:#1e2329;"
          + "--k0:#56b4e9;--k1:#e69f00;--k2:#2fc39a;--k3:#e78ac3;--k4:#f0e442;--k5:#ff7b54;";

  private static final String LIGHT =
      "--k-bg:#fff;--k-fg:#1c2126;--k-mute:#5b6670;--k-line:#dde2e7;--k-card:#f7f8fa;"
          + "--k0:#0072b2;--k1:#c96a00;--k2:#009e73;--k3:#b0508a;--k4:#8a7a00;--k5:#d5380d;";

  /** Colours are told apart by the colour-blind too (Okabe and Ito). */
  static final String CSS =
      ".kindling{"
          + LIGHT
          + "background:var(--k-bg);color:var(--k-fg);padding:12px;border-radius:6px;"
          + "font:14px/1.45 system-ui,sans-serif;overflow-wrap:anywhere}"
          + "@media(prefers-color-scheme:dark){.kindling{"
          + DARK
          + "}}[data-bs-theme=light] .kindling{"
          + LIGHT
          + "}[data-bs-theme=dark] .kindling{"
          + DARK
          + "}"
          + ".kindling h2,.kindling h3{font-size:1.25em;margin:.6em 0 .4em;color:inherit}"
          + ".kindling h3{font-size:1.05em}"
          + ".kindling a{color:var(--k0)}"
          + ".k-tiles{display:flex;flex-wrap:wrap;gap:8px;margin:8px 0}"
          + ".k-tile{background:var(--k-card);border:1px solid var(--k-line);border-radius:6px;"
          + "padding:6px 10px;min-width:96px}"
          + ".k-tile b{display:block;font-size:1.15em;font-weight:600}"
          + ".k-tile span,.k-mute{color:var(--k-mute);font-size:.85em}"
          + ".k-charts{display:grid;gap:12px;"
          + "grid-template-columns:repeat(auto-fill,minmax(min(100%,400px),1fr))}"
          + ".k-chart{margin:0;background:var(--k-card);border:1px solid var(--k-line);"
          + "border-radius:6px;padding:8px}"
          + ".k-chart figcaption{font-weight:600}"
          + ".k-chart svg{display:block;width:100%;height:auto}"
          + ".k-legend{display:flex;flex-wrap:wrap;gap:2px 12px;font-size:.85em;"
          + "color:var(--k-mute)}"
          + ".k-legend i{display:inline-block;width:10px;height:10px;margin-right:4px;"
          + "border-radius:2px}"
          + ".k-chart text{fill:var(--k-mute);font:11px system-ui,sans-serif}"
          + ".k-y{text-anchor:end;dominant-baseline:middle}.k-x{text-anchor:middle}"
          + ".k-name{text-anchor:end}.k-grid{stroke:var(--k-line);stroke-width:1}"
          + colours()
          + ".k-scroll{overflow-x:auto}"
          + ".k-row td,.k-row th,.k-matrix td,.k-matrix th{white-space:nowrap}"
          + ".kindling table{border-collapse:collapse;margin:4px 0;color:inherit}"
          + ".kindling td,.kindling th{border-bottom:1px solid var(--k-line);padding:3px 10px 3px"
          + " 0;text-align:left;vertical-align:top;background:transparent;color:inherit}"
          + ".kindling td.k-n,.kindling th.k-n{text-align:right}"
          + ".kindling pre{white-space:pre-wrap;max-height:320px;overflow:auto;margin:0;"
          + "color:inherit;background:transparent;font-size:.9em}"
          + ".k-bar{display:inline-block;height:10px;background:var(--k0);border-radius:2px}"
          + ".k-slow .k-bar{background:var(--k5)}"
          + ".k-state{display:inline-block;border:1px solid currentColor;border-radius:10px;"
          + "padding:0 8px;font-size:.85em}"
          + ".k-RUNNING{color:var(--k0)}.k-ENDED{color:var(--k2)}"
          + ".k-FAILED,.k-DIVERGED{color:var(--k5)}.k-CANCELLED{color:var(--k1)}"
          + ".k-warning{border-left:4px solid var(--k1);padding-left:8px}"
          + ".k-matrix td{text-align:center;padding:2px 6px}"
          + ".k-image{display:inline-block;margin:4px;text-align:center;font-size:.8em;width:92px;"
          + "vertical-align:top}.k-image img{width:80px;height:80px;image-rendering:pixelated}";

  private Theme() {}

  private static String colours() {
    StringBuilder css = new StringBuilder();
    for (int i = 0; i < 6; i++) {
      String colour = "var(--k" + i + ")";
      css.append(".k-l" + i + "{fill:none;stroke:" + colour + ";stroke-width:1.5}")
          .append(".k-a" + i + "{stroke:none;fill:" + colour + ";fill-opacity:.8}")
          .append(".k-d" + i + "{fill:" + colour + "}")
          .append(".k-b" + i + "{background:" + colour + "}");
    }
    return css.toString();
  }
}
