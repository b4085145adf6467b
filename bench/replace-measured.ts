/** Puts what a benchmark measured between the two comments that stand around it in a document. */
export function replaceMeasured(document: string, name: string, text: string): string {
  const [begin, end] = [`<!-- ${name} -->`, '<!-- end -->']
  const [before, rest] = document.split(begin)
  if (rest === undefined || !rest.includes(end)) throw new Error(`the document has no ${begin} … ${end}`)
  return `${before}${begin}\n\n${text}\n\n${rest.slice(rest.indexOf(end))}`
}
