/** The parameters of a page's address; empty ones, as a form sends them, are left out. */
export function readQuery({ url }: { readonly url: string }): URLSearchParams {
  const given = new URLSearchParams(/\?(.*)$/.exec(url)?.[1] ?? '')
  return new URLSearchParams([...given].filter(([, value]) => value.trim() !== ''))
}

/**
 * What was done, on the page that follows: one of its sentences, chosen by a word in the address, so that no text of
 * others' is shown.
 */
export function showAfter(
  request: { readonly url: string },
  sentences: Readonly<Record<string, string>>,
): string | undefined {
  const word = readQuery(request).get('done') ?? ''
  return Object.hasOwn(sentences, word) ? sentences[word] : undefined
}
