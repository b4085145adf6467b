/** Colors that differ for most eyes, in light and in the dark (Okabe and Ito's, made lighter or darker as needed). */
const LIGHT = ['#0072b2', '#d55e00', '#009e73', '#aa4499', '#b58900', '#3a8fb7', '#444444', '#882255']
const DARK = ['#56b4e9', '#ff8c42', '#2fcf9f', '#e58fd0', '#f0c84a', '#8fd3f4', '#cccccc', '#e07a9f']

const series = (colors: readonly string[]) =>
  colors.map((color, index) => `.series-${index} { --series: ${color}; }`).join('\n')

export const REPORT_STYLE = `
:root { color-scheme: light dark; --ink: #1c1c1c; --soft: #5a5a5a; --line: #dddddd; --paper: #ffffff; }
${series(LIGHT)}
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8e8e8; --soft: #a6a6a6; --line: #3a3a3a; --paper: #161616; }
  ${series(DARK)}
}
body { max-width: 76rem; margin: 2rem auto; padding: 0 1rem; color: var(--ink); background: var(--paper);
  font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.6rem; }
h2 { font-size: 1.15rem; margin-top: 2.2rem; }
p { color: var(--soft); max-width: 60rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1.2rem; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
.scrolls { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: .87rem; }
th, td { padding: .3rem .8rem .3rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
th { color: var(--soft); font-weight: 600; font-size: .75rem; }
.plots { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(26rem, 100%), 1fr)); gap: 1.5rem; }
figure { margin: 0; }
figcaption { font-weight: 600; }
svg { width: 100%; height: auto; }
svg text { fill: var(--soft); font-size: 11px; }
.grid { stroke: var(--line); fill: none; }
.bound { stroke: var(--soft); stroke-dasharray: 4 3; fill: none; }
.line { stroke: var(--series); stroke-width: 2; fill: none; }
.legend { margin: 0; display: flex; flex-wrap: wrap; gap: .2rem 1rem; font-size: .85rem; }
.legend i { display: inline-block; width: 1.2em; height: 0; border-top: 3px solid var(--series); margin-right: .4em;
  vertical-align: middle; }
`
