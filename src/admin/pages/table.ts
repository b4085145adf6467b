import { type Html, html } from '../../html.ts'

export type Cell = Html | string | number | null

/** As long as the longest event of the audit log: a shorter text is not broken within a word. */
const SHORT_CHARACTERS_MAX = 28

/**
 * Rows under headings; on a narrow screen each row is a card whose cells name their heading. The roles keep it a table
 * for assistive technology there. `empty` says what to do where there is no row.
 */
export function table(headings: readonly string[], rows: readonly (readonly Cell[])[], empty: string): Html {
  if (rows.length === 0) return html`<p class="empty">${empty}</p>`
  const heading = (name: string) => html`<th role="columnheader" scope="col">${name}</th>`
  const isShort = (value: Cell) => typeof value === 'string' && value.length <= SHORT_CHARACTERS_MAX
  const cell = (value: Cell, index: number) =>
    html`<td role="cell" ${isShort(value) ? html`class="short"` : ''} data-heading="${headings[index] ?? ''}">${value ?? '–'}</td>`
  return html`<table role="table" class="rows">
<thead role="rowgroup"><tr role="row">${headings.map(heading)}</tr></thead>
<tbody role="rowgroup">${rows.map((row) => html`<tr role="row">${row.map(cell)}</tr>`)}</tbody>
</table>`
}

/** Names and values; what has no value is left out. */
export function facts(pairs: Readonly<Record<string, Cell>>): Html {
  const given = Object.entries(pairs).filter(([, value]) => value !== null && value !== '')
  return html`<dl class="facts">${given.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value!}</dd></div>`)}</dl>`
}
