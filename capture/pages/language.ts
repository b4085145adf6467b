const KEPT = 'language'

export type Language = 'en' | 'id'

/**
 * Chooses the page's language: `?lang=`, what was chosen here before, or the browser's. Sets it on the document, from
 * where the component takes it.
 */
export function choosePageLanguage(chosen?: string): Language {
  const wanted = chosen ?? new URLSearchParams(location.search).get('lang') ?? read() ?? navigator.language
  const language = /^id\b/i.test(wanted) ? 'id' : 'en'
  if (chosen) keep(language)
  document.documentElement.lang = language
  return language
}

function read(): string | undefined {
  try {
    return localStorage.getItem(KEPT) ?? undefined
  } catch {
    return undefined
  }
}

function keep(language: Language): void {
  try {
    localStorage.setItem(KEPT, language)
  } catch {} // Where storage is blocked, the choice lasts as long as the page.
}
