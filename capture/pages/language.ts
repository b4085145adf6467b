const STORAGE_KEY = 'language'

export type Language = 'en' | 'id'

/**
 * Chooses the page's language: `?lang=`, what was chosen here before, or the browser's. Sets it on the document, where
 * the component reads it.
 */
export function choosePageLanguage(chosen?: string): Language {
  const tag = chosen ?? new URLSearchParams(location.search).get('lang') ?? read() ?? navigator.language
  const language = /^id\b/i.test(tag) ? 'id' : 'en'
  if (chosen) store(language)
  document.documentElement.lang = language
  return language
}

function read(): string | undefined {
  try {
    return localStorage.getItem(STORAGE_KEY) ?? undefined
  } catch {
    return undefined
  }
}

function store(language: Language): void {
  try {
    localStorage.setItem(STORAGE_KEY, language)
  } catch {} // Where storage is blocked, the choice lasts as long as the page.
}
