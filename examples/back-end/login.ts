/** Stands for your own login: who sent a request, by its cookie; undefined where nobody is logged in. */
export function customerOf(cookie: string | null | undefined): string | undefined {
  return /(?:^|; )customer=([\w-]{1,64})(?:;|$)/.exec(cookie ?? '')?.[1]
}
