import { type Html, html } from '../../html.ts'

/** The signed statement of what was erased; nothing where none is kept. */
export function receiptPart(receipt: string | null): Html {
  return receipt === null ? html`` : html`<h2>Receipt</h2><p><code>${receipt}</code></p>`
}
