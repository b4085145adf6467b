import { readRemembered, remember } from '../remembered.js'

const STORAGE_KEY = 'language'

/** Each by its own name. */
const names = {
  en: 'English',
  id: 'Bahasa Indonesia',
  ms: 'Bahasa Melayu',
  es: 'Español',
  pt: 'Português',
  fr: 'Français',
  de: 'Deutsch',
  ar: 'العربية',
  hi: 'हिन्दी',
  zh: '中文',
  ja: '日本語',
  vi: 'Tiếng Việt',
} as const

export type Language = keyof typeof names

/**
 * Chooses the page's language: `?lang=`, what was chosen here before, or the first of the browser's that there is. Sets
 * it on the document, where the component reads it.
 */
export function choosePageLanguage(chosen?: string): Language {
  const asked = [
    chosen,
    new URLSearchParams(location.search).get('lang'),
    readRemembered(STORAGE_KEY),
    ...navigator.languages,
  ]
  const language = asked.map(known).find((tag) => tag !== undefined) ?? 'en'
  if (chosen) remember(STORAGE_KEY, language)
  document.documentElement.lang = language
  document.documentElement.dir = language === 'ar' ? 'rtl' : 'ltr'
  return language
}

/** Fills the element with every language, and calls back when the person chose one. */
export function offerLanguages(select: HTMLSelectElement, language: Language, onChosen: (to: Language) => void): void {
  for (const [tag, name] of Object.entries(names)) {
    const option = new Option(name, tag)
    option.lang = tag
    select.append(option)
  }
  select.value = language
  select.addEventListener('change', () => onChosen(choosePageLanguage(select.value)))
}

/** Of a tag such as `pt-BR` (BCP 47). */
function known(tag: string | null | undefined): Language | undefined {
  const language = tag?.toLowerCase().split('-')[0] ?? ''
  return language in names ? (language as Language) : undefined
}
