const KEPT = 'language'

/**
 * Chooses the page's language: `?lang=`, what was chosen here before, or the browser's. Sets it on the document, from
 * where the component takes it.
 * @param {string} [chosen]
 * @returns {'en' | 'id'}
 */
export function choosePageLanguage(chosen) {
  const wanted = chosen ?? new URLSearchParams(location.search).get('lang') ?? read() ?? navigator.language
  const language = /^id\b/i.test(wanted) ? 'id' : 'en'
  if (chosen) keep(language)
  document.documentElement.lang = language
  return language
}

function read() {
  try {
    return localStorage.getItem(KEPT) ?? undefined
  } catch {
    return undefined
  }
}

/** @param {string} language */
function keep(language) {
  try {
    localStorage.setItem(KEPT, language)
  } catch {} // Where storage is blocked, the choice lasts as long as the page.
}
