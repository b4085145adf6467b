import { type Html, html } from '../html.ts'
import type { Evaluation } from './evaluation.ts'
import { type EvaluationTable, evaluationTables } from './evaluation-tables.ts'
import { plotDet } from './plot-det.ts'
import { plotDistribution } from './plot-distribution.ts'
import { REPORT_STYLE } from './report-style.ts'
import type { WorstPresentation } from './worst-presentations.ts'

/**
 * The evaluation as one page that needs nothing else: no script, no picture, no request. Presentations are named by
 * their ids; no face is shown.
 */
export function evaluationReport(evaluation: Evaluation, madeAt: Date): string {
  const { dataSet, curves, worst } = evaluation
  const plots = curves.flatMap((curve) => [plotDistribution(curve), plotDet(curve) ?? html``])
  return `<!doctype html>\n${
    html`<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Evaluation of ${dataSet.name}</title>
<style>${{ html: REPORT_STYLE }}</style>
</head>
<body>
<h1>Evaluation of ${dataSet.name}</h1>
<dl>${factsOf(evaluation, madeAt).map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>
${evaluationTables(evaluation).map(tableSection)}
<section>
<h2>Values of each signal</h2>
<p>Higher is better. The error tradeoff shows what would pass, and what would not, were the threshold elsewhere; what was
not measured passes no threshold.</p>
<div class="plots">${plots}</div>
</section>
${worstSection('Bona fide presentations accused or denied most often', worst.bonaFide)}
${worstSection('Attack presentations passed most often', worst.attacks)}
</body>
</html>
`.html
  }`
}

function factsOf(evaluation: Evaluation, madeAt: Date): [string, string][] {
  const { dataSet, subjects, sessions, policy, seed, models, engine } = evaluation
  const named = models.map(({ name, sha256 }) => `${name} (${sha256.slice(0, 12)})`).join(', ')
  return [
    ['data set', `${dataSet.presentations.length} presentations of ${subjects} subjects, read as ${dataSet.layout}`],
    ['sessions', String(sessions)],
    ['policy', policy.name],
    ['presentation-attack models', named || 'none installed: passive_pad is not measured'],
    ['engine', engine.slice(0, 16)],
    ['seed', String(seed)],
    ['made', madeAt.toISOString()],
  ]
}

function tableSection({ title, headings, rows, notes }: EvaluationTable): Html {
  return html`<section>
<h2>${title}</h2>
<div class="scrolls"><table>
<thead><tr>${headings.map((heading) => html`<th scope="col">${heading}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${row.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody>
</table></div>
${notes.map((note) => html`<p>${note}</p>`)}
</section>`
}

function worstSection(title: string, worst: readonly WorstPresentation[]): Html {
  if (worst.length === 0) return html`<section><h2>${title}</h2><p>None.</p></section>`
  const rows = worst.map(({ presentation, sessions, live, spoof, inconclusive, why }) => {
    const { id, subject, species, groups } = presentation
    const of = Object.entries(groups).map(([name, value]) => `${name}: ${value}`)
    return [
      ...[id, subject, species ?? 'bona fide', of.join(', ')],
      ...[sessions, live, spoof, inconclusive].map(String),
      why.join('; '),
    ]
  })
  const headings = ['PRESENTATION', 'SUBJECT', 'OF', 'GROUPS', 'SESSIONS', 'LIVE', 'SPOOF', 'INCONCLUSIVE', 'WHY']
  return tableSection({ title, headings, rows, notes: [] })
}
