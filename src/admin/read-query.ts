/** The parameters of a page's address; empty ones, as a form sends them, are left out. */
export function readQuery({ url }: { readonly url: string }): URLSearchParams {
  const given = new URLSearchParams(/\?(.*)$/.exec(url)?.[1] ?? '')
  return new URLSearchParams([...given].filter(([, value]) => value.trim() !== ''))
}

/** What was done, on the page that follows: said by a word in the address, so that no text of others' is shown. */
const DONE = new Map(
  Object.entries({
    ended: 'The login sessions are ended.',
    revoked: 'The key is revoked.',
    replayed: 'The delivery is due now.',
    'replayed-none': 'Nothing could be sent again at this moment: it is being sent, or gone.',
    'replayed-failed': 'All failed deliveries are due now.',
    enabled: 'The webhook is enabled, and what waited for it is due now.',
    'enabled-before': 'The webhook was enabled already.',
    gone: 'It was gone already.',
  }),
)

export function showAfter(request: { readonly url: string }): string | undefined {
  return DONE.get(readQuery(request).get('done') ?? '')
}
